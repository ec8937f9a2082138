package io.github.bpf4j.isa;

import io.github.bpf4j.isa.Insn.Atomic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Instructions as text, in the assembler syntax of LLVM and the kernel; [Assembler] reads it back.
///
/// ```
/// r2 = *(u32 *)(r1 + 4)
/// r2 += 14
/// if r2 > r3 goto +1
/// r0 = 2
/// exit
/// ```
/// Numbers are decimal, but those of a 64-bit load (`r1 = 0x123456789a ll`). Where LLVM has no syntax of its own:
/// a call of an own function is `call pc+3`, of a kernel function `call kfunc[7]` (with a module's place in the
/// `fd_array`, `call kfunc[7, 2]`); the loads that a [Pseudo] describes are `r1 = map[fd:5]`,
/// `r1 = map[fd:5][0]+8`, `r1 = map[idx:5]`, `r1 = map[idx:5][0]+8`, `r1 = btf[id:7, fd:0]` and
/// `r1 = subprog[+3]`; an indirect packet load is `r0 = *(u8 *)skb[r3 + 14]`.
public final class Printer {
  private Printer() {}

  /// The text of a place in the code, for an offset as it stands in a jump.
  private interface Targets {
    /// What to print for the target `offset` slots after the next instruction, `prefix` before a relative one.
    String at(int offset, String prefix);
  }

  private static final Targets RELATIVE =
      (offset, prefix) -> prefix + (offset < 0 ? "" : "+") + offset;

  /// One instruction, its jump offset relative: `goto +3`.
  public static String print(Insn insn) {
    return print(insn, RELATIVE);
  }

  /// A line for each instruction, jump offsets relative.
  public static String print(List<? extends Insn> program) {
    StringBuilder out = new StringBuilder();
    for (Insn insn : program) {
      out.append(print(insn)).append('\n');
    }
    return out.toString();
  }

  /// A line for each instruction, indented, with a label line such as `L7:` where a jump goes; the number is the
  /// slot's. A jump that hits no instruction stays relative.
  public static String printWithLabels(List<? extends Insn> program) {
    return printWithLabels(program, Map.of());
  }

  /// A line for each instruction, with labels.
  ///
  /// @param names labels of the caller's choice for some slots, such as the names of functions; these are
  ///     printed whether or not a jump goes there
  public static String printWithLabels(List<? extends Insn> program, Map<Integer, String> names) {
    List<Integer> slots = slots(program);
    Map<Integer, String> labels = labels(program, slots, names);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < program.size(); i++) {
      int slot = slots.get(i);
      String label = labels.get(slot);
      if (label != null) {
        out.append(label).append(":\n");
      }
      Targets targets =
          (offset, prefix) -> {
            String target = labels.get(slot + 1 + offset);
            return target == null ? RELATIVE.at(offset, prefix) : target;
          };
      out.append("  ").append(print(program.get(i), targets)).append('\n');
    }
    String end = labels.get(slots.getLast());
    return end == null ? out.toString() : out.append(end).append(":\n").toString();
  }

  /// The first slot of each instruction and, last, the number of slots.
  private static List<Integer> slots(List<? extends Insn> program) {
    List<Integer> slots = new ArrayList<>();
    int slot = 0;
    for (Insn insn : program) {
      slots.add(slot);
      slot += insn.slots();
    }
    slots.add(slot);
    return slots;
  }

  private static Map<Integer, String> labels(
      List<? extends Insn> program, List<Integer> slots, Map<Integer, String> names) {
    Map<Integer, String> labels = new TreeMap<>();
    var starts = new HashSet<>(slots);
    names.forEach((slot, name) -> {
      if (starts.contains(slot)) {
        labels.put(slot, name);
      }
    });
    for (int i = 0; i < program.size(); i++) {
      int next = slots.get(i) + 1;
      print(
          program.get(i),
          (offset, prefix) -> {
            int target = next + offset;
            if (starts.contains(target)) {
              labels.putIfAbsent(target, "L" + target);
            }
            return prefix;
          });
    }
    return labels;
  }

  private static String print(Insn insn, Targets targets) {
    return switch (insn) {
      case Insn.Alu(Width width, AluOp op, Register dst, Operand src) ->
          width.name(dst) + " " + op.symbol() + " " + operand(width, src);
      case Insn.Neg(Width width, Register dst) -> width.name(dst) + " = -" + width.name(dst);
      case Insn.MovSx(Width width, int bits, Register dst, Register src) ->
          "%s = (s%d)%s".formatted(width.name(dst), bits, width.name(src));
      case Insn.Endian(Insn.Endian.Kind kind, int bits, Register dst) ->
          "%s = %s%d %s".formatted(dst, endian(kind), bits, dst);
      case Insn.LoadImm64 load -> load.dst() + " = " + loadImm64(load, targets);
      case Insn.Load(Size size, boolean signExtend, Register dst, Register base, short offset) ->
          dst + " = " + memory(signExtend ? "s" : "u", size, base, offset);
      case Insn.Store(Size size, Register base, short offset, Register src) ->
          memory("u", size, base, offset) + " = " + src;
      case Insn.StoreImm(Size size, Register base, short offset, int imm) ->
          memory("u", size, base, offset) + " = " + imm;
      case Atomic atomic -> atomic(atomic);
      case Insn.LoadPacket load ->
          "r0 = *(u%d *)skb[%s]".formatted(load.size().bits(), packetOffset(load));
      case Insn.Jump jump -> (jump.isShort() ? "goto " : "gotol ") + targets.at(jump.offset(), "");
      case Insn.JumpIf(Width width, Condition condition, Register dst, Operand src, short offset) ->
          "if %s %s %s goto %s"
              .formatted(
                  width.name(dst), condition.symbol(), operand(width, src), targets.at(offset, ""));
      case Insn.MayGoto(short offset) -> "may_goto " + targets.at(offset, "");
      case Insn.Call(int helper) -> "call " + helper;
      case Insn.CallLocal(int offset) -> "call " + targets.at(offset, "pc");
      case Insn.CallKfunc(int btfId, short fdIndex) ->
          "call kfunc[" + btfId + (fdIndex == 0 ? "]" : ", " + fdIndex + "]");
      case Insn.Exit() -> "exit";
    };
  }

  private static String operand(Width width, Operand operand) {
    return switch (operand) {
      case Operand.Reg(Register register) -> width.name(register);
      case Operand.Imm(int value) -> Integer.toString(value);
    };
  }

  private static String endian(Insn.Endian.Kind kind) {
    return switch (kind) {
      case TO_LE -> "le";
      case TO_BE -> "be";
      case BSWAP -> "bswap";
    };
  }

  private static String loadImm64(Insn.LoadImm64 load, Targets targets) {
    int imm = load.imm();
    int next = load.nextImm();
    return switch (load.pseudo()) {
      case NONE -> "0x%x ll".formatted(load.value());
      case MAP_FD -> "map[fd:%d]".formatted(imm);
      case MAP_VALUE -> "map[fd:%d][0]%s".formatted(imm, RELATIVE.at(next, ""));
      case BTF_ID -> "btf[id:%d, fd:%d]".formatted(imm, next);
      case FUNC -> "subprog[%s]".formatted(targets.at(imm, ""));
      case MAP_IDX -> "map[idx:%d]".formatted(imm);
      case MAP_IDX_VALUE -> "map[idx:%d][0]%s".formatted(imm, RELATIVE.at(next, ""));
    };
  }

  private static String memory(String sign, Size size, Register base, short offset) {
    return "*(%s%d *)(%s)".formatted(sign, size.bits(), address(base, offset));
  }

  private static String address(Register base, int offset) {
    return base + (offset < 0 ? " - " + -offset : " + " + offset);
  }

  private static String packetOffset(Insn.LoadPacket load) {
    long offset = load.offset();
    return load.index()
        .map(index -> index + (offset < 0 ? " - " + -offset : " + " + offset))
        .orElse(Long.toString(offset));
  }

  private static String atomic(Atomic atomic) {
    Width width = atomic.size() == Size.DW ? Width.W64 : Width.W32;
    String value = width.name(atomic.src());
    String address = address(atomic.base(), atomic.offset());
    String typed = "(u%d *)(%s)".formatted(atomic.size().bits(), address);
    String old = width.name(Register.R0);
    String exchange = width == Width.W64 ? "xchg_64" : "xchg32_32";
    return switch (atomic.op()) {
      case ADD, OR, AND, XOR -> {
        String name = atomic.op().name().toLowerCase(Locale.ROOT);
        String symbol = AluOp.valueOf(atomic.op().name()).symbol();
        yield atomic.fetch()
            ? "%s = atomic_fetch_%s(%s, %s)".formatted(value, name, typed, value)
            : "lock *%s %s %s".formatted(typed, symbol, value);
      }
      case XCHG -> "%s = %s(%s, %s)".formatted(value, exchange, address, value);
      case CMPXCHG -> "%s = cmp%s(%s, %s, %s)".formatted(old, exchange, address, old, value);
      case LOAD_ACQ -> "%s = load_acquire(%s)".formatted(value, typed);
      case STORE_REL -> "store_release(%s, %s)".formatted(typed, value);
    };
  }
}
