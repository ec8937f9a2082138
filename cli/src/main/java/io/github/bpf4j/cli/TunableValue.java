package io.github.bpf4j.cli;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Values of fields as they are typed: `1500`, `-1`, `0xc0a80001`, `10_000`, `true`, the name of an enum constant.
final class TunableValue {
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9][0-9_]*");
  private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F][0-9a-fA-F_]*");

  private TunableValue() {}

  /// The value of `type` that `text` says; nothing if it says none. Hexadecimal numbers are bits, so that
  /// `0xffffffff` is the `int` -1.
  static Optional<Object> parse(Class<?> type, String text) {
    if (type == boolean.class) {
      return switch (text) {
        case "true" -> Optional.of(true);
        case "false" -> Optional.of(false);
        default -> Optional.empty();
      };
    }
    if (type.isEnum()) {
      return Arrays.<Object>stream(type.getEnumConstants())
          .filter(constant -> ((Enum<?>) constant).name().equals(text))
          .findFirst();
    }
    return number(text, bits(type), type != char.class)
        .map(number ->
            switch (bits(type)) {
              case Byte.SIZE -> number.byteValue();
              case Short.SIZE ->
                  type == char.class ? (Object) (char) number.intValue() : number.shortValue();
              case Integer.SIZE -> number.intValue();
              default -> number.longValue();
            });
  }

  private static Optional<BigInteger> number(String text, int bits, boolean signed) {
    var digits = text.replace("_", "");
    if (HEXADECIMAL.matcher(text).matches()) {
      var number = new BigInteger(digits.substring(2), 16);
      return number.bitLength() <= bits ? Optional.of(number) : Optional.empty();
    }
    if (DECIMAL.matcher(text).matches()) {
      var number = new BigInteger(digits);
      boolean fits =
          signed ? number.bitLength() < bits : number.signum() >= 0 && number.bitLength() <= bits;
      return fits ? Optional.of(number) : Optional.empty();
    }
    return Optional.empty();
  }

  private static int bits(Class<?> type) {
    return type == byte.class
        ? Byte.SIZE
        : type == short.class || type == char.class
            ? Short.SIZE
            : type == int.class ? Integer.SIZE : Long.SIZE;
  }

  /// What is a value of `type`: `an int, from -2,147,483,648 to 2,147,483,647`.
  static String describe(Class<?> type) {
    if (type == boolean.class) {
      return "true or false";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> ((Enum<?>) constant).name())
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    var values = BigInteger.ONE.shiftLeft(bits(type));
    var least = type == char.class ? BigInteger.ZERO : values.shiftRight(1).negate();
    return "%s %s, from %,d to %,d"
        .formatted(
            type == int.class ? "an" : "a",
            type.getSimpleName(),
            least,
            least.add(values).subtract(BigInteger.ONE));
  }
}
