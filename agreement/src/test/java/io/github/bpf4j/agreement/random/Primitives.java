package io.github.bpf4j.agreement.random;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Primitive types: their literals, and the operations on them.
final class Primitives {
  static final List<String> TYPES = List.of("int", "long", "short", "byte", "char", "boolean");

  /// The same, the more common ones more than once.
  static final List<String> WEIGHTED =
      List.of("int", "int", "int", "long", "long", "short", "byte", "char", "boolean");

  static final Map<String, String> BOXES =
      Map.of(
          "int", "Integer",
          "long", "Long",
          "short", "Short",
          "byte", "Byte",
          "char", "Character",
          "boolean", "Boolean");

  private static final List<String> INTS =
      words(
          """
          0 1 2 -1 3 5 7 8 10 31 32 33 63 100 127 -128 128 255 256 1000 32767 -32768 65535 65536 0x0800
          0x86dd 0x12345678 0x80000001 Integer.MAX_VALUE Integer.MIN_VALUE
          """);

  private static final Map<String, List<String>> LITERALS =
      Map.of(
          "int", INTS,
          "long",
              words(
                  """
                  0L 1L 2L -1L 3L 7L 10L 63L 64L 255L 1000L 65535L 0x7fffffffL 0x80000000L -0x80000000L
                  0xffffffffL 0x100000000L 0x123456789abcdefL Long.MAX_VALUE Long.MIN_VALUE
                  """),
          "short", List.of("(short) 0", "(short) -1", "(short) 0x7fff", "(short) 0x8000"),
          "byte", List.of("(byte) 0", "(byte) -1", "(byte) 0x7f", "(byte) 0x80"),
          "char", List.of("'\\0'", "'A'", "(char) 0xffff", "(char) 0x8000"),
          "boolean", List.of("false", "true"));

  /// What is more common stands there more than once.
  static final String OPERATIONS =
      """
      int ($ + $) -- int int
      int ($ - $) -- int int
      int ($ * $) -- int int
      int ($ & $) -- int int
      int ($ | $) -- int int
      int ($ ^ $) -- int int
      int ($ << $) -- int shift
      int ($ >> $) -- int shift
      int ($ >>> $) -- int shift
      int ($ / $) -- int divisor
      int ($ % $) -- int divisor
      int ($ + $) -- short byte
      int ($ - $) -- char int
      int ($ * $) -- byte char
      int (-($)) -- int
      int (~($)) -- int
      int (int) ($) -- long
      int (byte) ($) -- int
      int (short) ($) -- int
      int (char) ($) -- int
      int ($ ? $ : $) -- boolean int int
      int ($ ? $ : $) -- boolean int int
      int (switch ($ & 3) { case 0 -> $; case 1, 3 -> $; default -> $; }) -- int int int int
      int (switch ((int) ($)) { case 1 -> $; case -3, 1000 -> $; default -> $; }) -- int int int int
      int Integer.reverseBytes($) -- int
      int Integer.bitCount($) -- int
      int Integer.numberOfLeadingZeros($) -- int
      int Integer.numberOfTrailingZeros($) -- int
      int Integer.rotateLeft($, $) -- int shift
      int Integer.signum($) -- int
      int Integer.highestOneBit($) -- int
      int Integer.compare($, $) -- int int
      int Integer.compareUnsigned($, $) -- int int
      int Integer.divideUnsigned($, $) -- int divisor
      int Integer.remainderUnsigned($, $) -- int divisor
      int Short.toUnsignedInt($) -- short
      int Byte.toUnsignedInt($) -- byte
      int Long.compare($, $) -- long long
      int Long.compareUnsigned($, $) -- long long
      int Long.signum($) -- long
      int Long.numberOfTrailingZeros($) -- long
      int Math.abs($) -- int
      int Math.min($, $) -- int int
      int Math.max($, $) -- int int
      int Math.clamp($, -5, 300) -- long
      int Math.floorMod($, $) -- int divisor
      int Math.floorDiv($, $) -- int divisor
      int Math.addExact($, $) -- int int
      int (Math.multiplyHigh($, $) > 0L ? 1 : 2) -- long long
      int Character.compare($, $) -- char char
      int Short.compare($, $) -- short short
      int Objects.checkIndex(($ & 15), 14) -- int
      long ($ + $) -- long long
      long ($ - $) -- long long
      long ($ * $) -- long long
      long ($ & $) -- long long
      long ($ | $) -- long long
      long ($ ^ $) -- long long
      long ($ << $) -- long shift
      long ($ >> $) -- long shift
      long ($ >>> $) -- long shift
      long ($ / $) -- long ldivisor
      long ($ % $) -- long ldivisor
      long ($ + $) -- long int
      long ($ * $) -- int long
      long (-($)) -- long
      long (~($)) -- long
      long (long) ($) -- int
      long (long) ($) -- int
      long (long) ($) -- char
      long (int) ($) -- long
      long Integer.toUnsignedLong($) -- int
      long Short.toUnsignedLong($) -- short
      long ($ ? $ : $) -- boolean long long
      long (switch ($ & 1) { case 0 -> $; default -> $; }) -- int long long
      long Long.reverseBytes($) -- long
      long Long.rotateRight($, $) -- long shift
      long (long) Long.bitCount($) -- long
      long Long.divideUnsigned($, $) -- long ldivisor
      long Long.remainderUnsigned($, $) -- long ldivisor
      long Math.abs($) -- long
      long Math.max($, $) -- long long
      long Math.min($, $) -- long long
      long Math.floorMod($, $) -- long ldivisor
      long Math.multiplyFull($, $) -- int int
      short (short) ($) -- int
      short (short) ($) -- long
      short Short.reverseBytes($) -- short
      byte (byte) ($) -- int
      byte (byte) ($) -- long
      char (char) ($) -- int
      char (char) ($) -- long
      char Character.reverseBytes($) -- char
      boolean ($ == $) -- int int
      boolean ($ != $) -- int int
      boolean ($ < $) -- int int
      boolean ($ <= $) -- int int
      boolean ($ > $) -- int int
      boolean ($ >= $) -- int int
      boolean (($ & $) == 0) -- int int
      boolean ($ == $) -- long long
      boolean ($ != $) -- long long
      boolean ($ < $) -- long long
      boolean ($ >= $) -- long long
      boolean ($ < $) -- short char
      boolean ($ == $) -- byte short
      boolean ($ && $) -- boolean boolean
      boolean ($ || $) -- boolean boolean
      boolean ($ ^ $) -- boolean boolean
      boolean ($ & $) -- boolean boolean
      boolean ($ | $) -- boolean boolean
      boolean ($ != $) -- boolean boolean
      boolean !($) -- boolean
      boolean ($ ? $ : $) -- boolean boolean boolean
      boolean (Integer.compareUnsigned($, $) < 0) -- int int
      boolean (Integer.compareUnsigned($, $) >= 0) -- int int
      boolean (Long.compareUnsigned($, $) > 0) -- long long
      Integer Integer.valueOf($) -- int
      Integer ($ ? $ : $) -- boolean Integer Integer
      Integer Integer.valueOf($.intValue() + $) -- Integer int
      Long Long.valueOf($) -- long
      Long Long.valueOf($) -- int
      Short Short.valueOf($) -- short
      Byte Byte.valueOf($) -- byte
      Character Character.valueOf($) -- char
      Boolean Boolean.valueOf($) -- boolean
      int $.intValue() -- Integer
      int ($ + $) -- Integer int
      int $.compareTo($) -- Integer Integer
      int $.hashCode() -- Long
      int $.intValue() -- Long
      int ($ - $) -- Short Byte
      long $.longValue() -- Integer
      long ($ ^ $) -- Long long
      long ($ ? $ : $) -- boolean Long Integer
      char $.charValue() -- Character
      byte $.byteValue() -- Integer
      boolean $.booleanValue() -- Boolean
      boolean $.equals($) -- Integer Integer
      boolean $.equals($) -- Long Long
      boolean $.equals($) -- Integer Long
      boolean $.equals($) -- Character Character
      boolean Objects.equals($, $) -- Integer Integer
      boolean ($ > $) -- Integer Long
      boolean ($ == $) -- Integer int
      Integer? ($ ? $ : null) -- boolean Integer
      Long? ($ ? null : $) -- boolean Long
      """;

  private Primitives() {}

  /// The class of the boxes of a primitive type.
  static String box(String type) {
    return Objects.requireNonNull(BOXES.get(type), type);
  }

  /// The literals of a type; none if it is not primitive.
  static List<String> literals(String type) {
    return LITERALS.getOrDefault(type, List.of());
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }
}
