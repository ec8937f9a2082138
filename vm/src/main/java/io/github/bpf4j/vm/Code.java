package io.github.bpf4j.vm;

import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Printer;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.isa.Width;
import io.github.bpf4j.object.Helper;
import io.github.bpf4j.object.Kfunc;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.vm.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program translated for the [Interpreter]: two numbers for each instruction slot.
///
/// ```
/// words[slot]    offset (16 bits, signed) | 4 bits unused | destination (4 bits) | operation (8 bits)
/// operands[slot] place of the source in the register file, or the target of a jump or call, or a helper's number
/// ```
/// The register file has the eleven registers and then each constant of the program, so that an operation
/// need not know whether its source is a register or a constant. One slot more than the program has catches
/// what runs past the end.
final class Code {
  /// The address of a function is its slot and this: nothing that a program can load from.
  static final long FUNCTIONS = 1L << 62;

  static final int REGISTERS = 11;

  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  /// What the program's references to maps stand for.
  interface Maps {
    /// The address of the map with this index.
    ///
    /// @throws IllegalArgumentException if there is no such map
    long map(int index);

    /// The address `offset` bytes into the first value of the map with this index.
    ///
    /// @throws IllegalArgumentException if there is no such map, or it has no first value
    long value(int index, int offset);
  }

  private final ProgramDefinition program;
  private final Maps maps;
  private final int[] words;
  private final int[] operands;
  private final @Nullable Insn[] insns;
  private final Map<Long, Integer> constants = new HashMap<>();
  private long[] registerFile = new long[REGISTERS];

  /// Translates a program.
  ///
  /// @throws VmException if an instruction cannot be run here, or leads out of the program
  Code(ProgramDefinition program, Maps maps) {
    this.program = program;
    this.maps = maps;
    int slots = program.insns().stream().mapToInt(Insn::slots).sum();
    words = new int[slots + 1];
    operands = new int[slots + 1];
    insns = new Insn[slots + 1];
    int slot = 0;
    for (Insn insn : program.insns()) {
      insns[slot] = insn;
      slot += insn.slots();
    }
    if (slots == 0) {
      throw refusal(0, "has no instructions", "give it at least an exit");
    }
    Arrays.fill(words, Op.END_OF_CODE);
    for (slot = 0; slot < slots; slot++) {
      Insn insn = insns[slot];
      if (insn != null) {
        translate(slot, insn);
      }
    }
  }

  int[] words() {
    return words;
  }

  int[] operands() {
    return operands;
  }

  /// A register file for one machine: registers, all zero, and constants.
  long[] newRegisterFile() {
    return registerFile.clone();
  }

  private void translate(int slot, Insn insn) {
    switch (insn) {
      case Insn.Alu(Width width, AluOp op, Register dst, Operand src) ->
          put(
              slot,
              alu(op) + (width == Width.W32 ? Op.ALU32 : 0),
              written(slot, dst),
              0,
              source(src));
      case Insn.Neg(Width width, Register dst) ->
          put(slot, width == Width.W32 ? Op.NEG32 : Op.NEG, written(slot, dst), 0, 0);
      case Insn.MovSx(Width width, int bits, Register dst, Register src) ->
          put(slot, movSx(width, bits), written(slot, dst), 0, src.number());
      case Insn.Endian(Insn.Endian.Kind kind, int bits, Register dst) ->
          put(slot, endian(kind, bits), written(slot, dst), 0, 0);
      case Insn.LoadImm64 load ->
          put(slot, Op.LOAD_IMM, written(slot, load.dst()), 0, constant(wide(slot, load)));
      case Insn.Load load ->
          put(slot, load(load), written(slot, load.dst()), load.offset(), load.base().number());
      case Insn.Store(Size size, Register base, short offset, Register src) ->
          put(slot, store(size), base, offset, src.number());
      case Insn.StoreImm(Size size, Register base, short offset, int imm) ->
          put(slot, store(size), base, offset, constant(imm));
      case Insn.Atomic atomic -> {
        if (atomic.fetch()) {
          written(slot, atomic.src());
        }
        put(slot, Op.ATOMIC, atomic.base(), atomic.offset(), Atomics.pack(atomic));
      }
      case Insn.Jump(int offset) -> put(slot, Op.JUMP, Register.R0, 0, target(slot, offset));
      case Insn.JumpIf(
              Width width,
              Condition condition,
              Register dst,
              Operand src,
              short offset) -> {
        target(slot, offset);
        int op = jump(condition) + (width == Width.W32 ? Op.JUMP32 : 0);
        put(slot, op, dst, offset, source(src));
      }
      case Insn.MayGoto(short offset) -> {
        target(slot, offset);
        put(slot, Op.MAY_GOTO, Register.R0, offset, 0);
      }
      case Insn.Call(int helper) when helper == Helper.TAIL_CALL.number() ->
          put(slot, Op.TAIL_CALL, Register.R0, 0, 0);
      case Insn.Call(int helper) -> {
        if (!HelperCalls.has(helper)) {
          throw refusal(
              slot,
              "calls helper " + Helper.describe(helper) + ", which the VM does not have",
              "run it in the kernel, or use a helper that the VM has");
        }
        put(slot, Op.CALL, Register.R0, 0, helper);
      }
      case Insn.CallLocal(int offset) ->
          put(slot, Op.CALL_LOCAL, Register.R0, 0, target(slot, offset));
      case Insn.Exit() -> put(slot, Op.EXIT, Register.R0, 0, 0);
      case Insn.CallKfunc(int number, _) -> {
        if (Kfunc.of(number).isEmpty()) {
          throw refusal(
              slot,
              "calls kernel function " + number + ", which only the kernel has",
              "run it in the kernel");
        }
        put(slot, Op.CALL_KFUNC, Register.R0, 0, number);
      }
      case Insn.LoadPacket _ ->
          throw refusal(
              slot,
              "reads the packet in the way of classic BPF, which XDP programs cannot",
              "load through the data pointer of the context");
    }
  }

  private void put(int slot, int op, Register dst, int offset, int operand) {
    words[slot] = op | dst.number() << 8 | offset << 16;
    operands[slot] = operand;
  }

  private Register written(int slot, Register dst) {
    if (dst == Register.FP) {
      throw refusal(
          slot, "writes r10, the frame pointer, which is read-only", "use another register");
    }
    return dst;
  }

  private int target(int slot, int offset) {
    long target = slot + 1L + offset;
    if (target < 0 || target >= words.length - 1 || insns[(int) target] == null) {
      throw refusal(
          slot,
          "goes to slot %d, where no instruction begins".formatted(target),
          "slots are 0 to %d, and a 64-bit load takes two".formatted(words.length - 2));
    }
    return (int) target;
  }

  private int source(Operand operand) {
    return switch (operand) {
      case Operand.Reg(Register register) -> register.number();
      case Operand.Imm(int value) -> constant(value);
    };
  }

  private int constant(long value) {
    return constants.computeIfAbsent(
        value,
        v -> {
          int place = registerFile.length;
          registerFile = Arrays.copyOf(registerFile, place + 1);
          registerFile[place] = v;
          return place;
        });
  }

  private long wide(int slot, Insn.LoadImm64 load) {
    try {
      return switch (load.pseudo()) {
        case NONE -> load.value();
        case MAP_IDX -> maps.map(load.imm());
        case MAP_IDX_VALUE -> maps.value(load.imm(), load.nextImm());
        case MAP_FD, MAP_VALUE ->
            throw new IllegalArgumentException("names a map by a file descriptor of the kernel");
        case BTF_ID ->
            throw new IllegalArgumentException("uses a variable that only the kernel has");
        case FUNC -> FUNCTIONS + slot + 1 + load.imm();
      };
    } catch (IllegalArgumentException e) {
      throw refusal(
          slot, String.valueOf(e.getMessage()), "run it in the kernel, or compile it anew");
    }
  }

  private static int alu(AluOp op) {
    return switch (op) {
      case ADD -> Op.ADD;
      case SUB -> Op.SUB;
      case MUL -> Op.MUL;
      case DIV -> Op.DIV;
      case SDIV -> Op.SDIV;
      case MOD -> Op.MOD;
      case SMOD -> Op.SMOD;
      case OR -> Op.OR;
      case AND -> Op.AND;
      case LSH -> Op.LSH;
      case RSH -> Op.RSH;
      case ARSH -> Op.ARSH;
      case XOR -> Op.XOR;
      case MOV -> Op.MOV;
    };
  }

  private static int movSx(Width width, int bits) {
    return switch (bits) {
      case 8 -> width == Width.W32 ? Op.MOVSX8_32 : Op.MOVSX8;
      case 16 -> width == Width.W32 ? Op.MOVSX16_32 : Op.MOVSX16;
      default -> Op.MOVSX32;
    };
  }

  private static int endian(Insn.Endian.Kind kind, int bits) {
    boolean swap =
        switch (kind) {
          case BSWAP -> true;
          case TO_BE -> LITTLE;
          case TO_LE -> !LITTLE;
        };
    return switch (bits) {
      case 16 -> swap ? Op.SWAP16 : Op.ZEXT16;
      case 32 -> swap ? Op.SWAP32 : Op.ZEXT32;
      default -> swap ? Op.SWAP64 : Op.NOP;
    };
  }

  private static int load(Insn.Load load) {
    return switch (load.size()) {
      case B -> load.signExtend() ? Op.LOAD_SB : Op.LOAD_B;
      case H -> load.signExtend() ? Op.LOAD_SH : Op.LOAD_H;
      case W -> load.signExtend() ? Op.LOAD_SW : Op.LOAD_W;
      case DW -> Op.LOAD_DW;
    };
  }

  private static int store(Size size) {
    return switch (size) {
      case B -> Op.STORE_B;
      case H -> Op.STORE_H;
      case W -> Op.STORE_W;
      case DW -> Op.STORE_DW;
    };
  }

  private static int jump(Condition condition) {
    return switch (condition) {
      case EQ -> Op.JEQ;
      case NE -> Op.JNE;
      case GT -> Op.JGT;
      case GE -> Op.JGE;
      case LT -> Op.JLT;
      case LE -> Op.JLE;
      case SGT -> Op.JSGT;
      case SGE -> Op.JSGE;
      case SLT -> Op.JSLT;
      case SLE -> Op.JSLE;
      case SET -> Op.JSET;
    };
  }

  /// What went wrong at run time, with its place.
  VmException failure(int slot, MemoryFault fault) {
    return refusal(slot, fault.what(), fault.fix());
  }

  private VmException refusal(int slot, String what, String fix) {
    Insn insn = slot >= 0 && slot < insns.length ? insns[slot] : null;
    return VmException.at(
        program.name(), slot, insn == null ? "" : Printer.print(insn), line(slot), what, fix);
  }

  private @Nullable LineInfo line(int slot) {
    List<LineInfo> lines = program.lines();
    LineInfo found = null;
    for (LineInfo line : lines) {
      if (line.slot() > slot) {
        break;
      }
      found = line;
    }
    return found;
  }
}
