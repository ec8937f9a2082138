package io.github.bpf4j.vm;

import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.isa.Width;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The assembler syntax of the conformance suite: `mov %r0, 0x1`, `ldxw %r0, [%r1+4]`, `jeq %r0, 1, exit`.
final class UbpfAssembler {
  private static final Pattern MEMORY = Pattern.compile("\\[%r(\\d+)(?:([+-])(\\w+))?]");
  private static final Pattern SUFFIX = Pattern.compile("([a-z]+?)(16|32|64)?");

  private final Map<String, Integer> labels = new HashMap<>();
  private int next;

  static List<Insn> assemble(List<String> lines) {
    var assembler = new UbpfAssembler();
    var statements = new ArrayList<String>();
    int slot = 0;
    for (String line : lines) {
      if (line.endsWith(":")) {
        assembler.labels.put(line.substring(0, line.length() - 1), slot);
      } else {
        statements.add(line);
        if (line.equals("exit")) {
          assembler.labels.putIfAbsent("exit", slot);
        }
        slot += line.startsWith("lddw") ? 2 : 1;
      }
    }
    // A jump to "exit" means the last one, where no label says otherwise.
    if (!lines.contains("exit:") && statements.getLast().equals("exit")) {
      assembler.labels.put("exit", slot - 1);
    }
    var program = new ArrayList<Insn>();
    slot = 0;
    for (String statement : statements) {
      assembler.next = slot + 1;
      Insn insn = assembler.parse(statement);
      program.add(insn);
      slot += insn.slots();
    }
    return program;
  }

  private Insn parse(String statement) {
    String[] words = statement.split("[\\s,]+");
    String name = words[0];
    if (name.equals("lock")) {
      return atomic(words);
    }
    if (name.startsWith("ldx")) {
      Matcher memory = memory(words[2]);
      boolean signed = name.startsWith("ldxs");
      Size size = Size.valueOf(name.substring(signed ? 4 : 3).toUpperCase(Locale.ROOT));
      return new Insn.Load(size, signed, register(words[1]), base(memory), offset(memory));
    }
    if (name.startsWith("stx")) {
      Matcher memory = memory(words[1]);
      Size size = Size.valueOf(name.substring(3).toUpperCase(Locale.ROOT));
      return new Insn.Store(size, base(memory), offset(memory), register(words[2]));
    }
    if (name.matches("st(b|h|w|dw)")) {
      Matcher memory = memory(words[1]);
      Size size = Size.valueOf(name.substring(2).toUpperCase(Locale.ROOT));
      return new Insn.StoreImm(size, base(memory), offset(memory), (int) number(words[2]));
    }
    return switch (name) {
      case "exit" -> new Insn.Exit();
      case "lddw" -> Insn.LoadImm64.of(register(words[1]), number(words[2]));
      case "ja", "ja32" -> new Insn.Jump(target(words[1]));
      case "call" -> call(words);
      case "neg" -> new Insn.Neg(Width.W64, register(words[1]));
      case "neg32" -> new Insn.Neg(Width.W32, register(words[1]));
      case "movsx832" -> movSx(Width.W32, 8, words);
      case "movsx1632" -> movSx(Width.W32, 16, words);
      case "movsx864" -> movSx(Width.W64, 8, words);
      case "movsx1664" -> movSx(Width.W64, 16, words);
      case "movsx3264" -> movSx(Width.W64, 32, words);
      default -> regular(name, words);
    };
  }

  private static Insn movSx(Width width, int bits, String[] words) {
    return new Insn.MovSx(width, bits, register(words[1]), register(words[2]));
  }

  private Insn call(String[] words) {
    return words[1].equals("local")
        ? new Insn.CallLocal(target(words[2]))
        : new Insn.Call((int) number(words[1]));
  }

  /// What is named by an operation and a number of bits: `add32`, `jset`, `be16`.
  private Insn regular(String name, String[] words) {
    Matcher parts = SUFFIX.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException("unknown instruction: " + name);
    }
    String stem = parts.group(1);
    Register dst = register(words[1]);
    if (stem.matches("be|le|swap|bswap")) {
      var kind =
          switch (stem) {
            case "be" -> Insn.Endian.Kind.TO_BE;
            case "le" -> Insn.Endian.Kind.TO_LE;
            default -> Insn.Endian.Kind.BSWAP;
          };
      return new Insn.Endian(kind, Integer.parseInt(parts.group(2)), dst);
    }
    Width width = "32".equals(parts.group(2)) ? Width.W32 : Width.W64;
    if (stem.startsWith("j")) {
      String condition = stem.substring(1).toUpperCase(Locale.ROOT);
      return new Insn.JumpIf(
          width, Condition.valueOf(condition), dst, operand(words[2]), (short) target(words[3]));
    }
    return new Insn.Alu(
        width, AluOp.valueOf(stem.toUpperCase(Locale.ROOT)), dst, operand(words[2]));
  }

  /// `lock fetch add32 [%r10-8], %r1`.
  private static Insn atomic(String[] words) {
    boolean fetch = words[1].equals("fetch");
    String name = words[fetch ? 2 : 1];
    boolean narrow = name.endsWith("32");
    AtomicOp op = AtomicOp.valueOf(name.replace("32", "").toUpperCase(Locale.ROOT));
    Matcher memory = memory(words[fetch ? 3 : 2]);
    return new Insn.Atomic(
        narrow ? Size.W : Size.DW,
        op,
        fetch || op.allowsFetch(true) && !op.allowsFetch(false),
        base(memory),
        offset(memory),
        register(words[fetch ? 4 : 3]));
  }

  private int target(String word) {
    if (word.matches("[+-].*")) {
      return (int) number(word);
    }
    Integer slot = labels.get(word);
    if (slot == null) {
      throw new IllegalArgumentException("no label " + word);
    }
    return slot - next;
  }

  private static Operand operand(String word) {
    return word.startsWith("%") ? Operand.of(register(word)) : Operand.of((int) number(word));
  }

  private static Register register(String word) {
    return Register.of(Integer.parseInt(word.substring(2)));
  }

  private static Matcher memory(String word) {
    Matcher matcher = MEMORY.matcher(word);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no place in memory: " + word);
    }
    return matcher;
  }

  private static Register base(Matcher memory) {
    return Register.of(Integer.parseInt(memory.group(1)));
  }

  private static short offset(Matcher memory) {
    return memory.group(2) == null ? 0 : (short) number(memory.group(2) + memory.group(3));
  }

  private static long number(String word) {
    boolean negative = word.startsWith("-");
    String digits = word.replaceFirst("^[+-]", "");
    long value =
        digits.startsWith("0x")
            ? Long.parseUnsignedLong(digits.substring(2), 16)
            : Long.parseLong(digits);
    return negative ? -value : value;
  }
}
