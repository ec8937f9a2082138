package io.github.bpf4j.isa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/// Where control can go in a program: jump offsets, which count slots, as indexes into the list of instructions.
///
/// Making one checks what the kernel checks first of all: every jump and call hits an instruction, jumps stay
/// within their function, and no function runs on into the next one or off the end.
public final class ControlFlow {
  private static final int NONE = -1;

  private final List<Insn> program;

  /// The first slot of each instruction and, last, the number of slots.
  private final int[] slots;

  /// What each instruction names by an offset, as an index; `NONE` where it names nothing.
  private final int[] targets;

  private final List<Function> functions;

  /// The instructions of one function. The first function is the program's entry.
  ///
  /// @param start the index of its first instruction
  /// @param end the index after its last instruction
  public record Function(int start, int end) {}

  private ControlFlow(List<Insn> program, int[] slots, int[] targets, List<Function> functions) {
    this.program = program;
    this.slots = slots;
    this.targets = targets;
    this.functions = functions;
  }

  /// Takes a program apart.
  ///
  /// @throws ControlFlowException naming all jumps that go where they cannot and all ends that are open
  public static ControlFlow of(List<? extends Insn> program) {
    return new Analysis(List.copyOf(program)).run();
  }

  /// The instructions.
  public List<Insn> program() {
    return program;
  }

  /// The functions, in the order of the code.
  public List<Function> functions() {
    return functions;
  }

  /// The function that begins at an instruction.
  ///
  /// @throws IllegalArgumentException if none does
  public Function function(int start) {
    return functions.stream()
        .filter(function -> function.start() == start)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no function begins at instruction " + start));
  }

  /// The first slot of an instruction; of the index after the last one, the number of slots.
  public int slot(int index) {
    return slots[index];
  }

  /// The index of the instruction that starts at a slot.
  ///
  /// @throws IllegalArgumentException if none starts there
  public int indexOf(int slot) {
    int index = Arrays.binarySearch(slots, 0, program.size(), slot);
    if (index < 0) {
      throw new IllegalArgumentException("no instruction starts at slot " + slot);
    }
    return index;
  }

  /// The index of the instruction that a jump goes to, a call calls, or a load takes the address of.
  public OptionalInt target(int index) {
    return targets[index] == NONE ? OptionalInt.empty() : OptionalInt.of(targets[index]);
  }

  /// The indexes of the instructions that can be next in the same function: the one that follows first, then the
  /// target of a jump. A call goes on after it; an exit has none.
  public List<Integer> successors(int index) {
    return switch (program.get(index)) {
      case Insn.Exit _ -> List.of();
      case Insn.Jump _ -> List.of(targets[index]);
      case Insn insn when isJump(insn) -> List.of(index + 1, targets[index]);
      default -> List.of(index + 1);
    };
  }

  /// The indexes of the instructions that start a basic block: starts of functions, targets of jumps, and what
  /// follows a jump or an exit.
  public BitSet leaders() {
    BitSet leaders = new BitSet(program.size());
    functions.forEach(function -> leaders.set(function.start()));
    for (int i = 0; i < program.size(); i++) {
      Insn insn = program.get(i);
      if (isJump(insn)) {
        leaders.set(targets[i]);
      }
      if (i + 1 < program.size() && (isJump(insn) || insn instanceof Insn.Exit)) {
        leaders.set(i + 1);
      }
    }
    return leaders;
  }

  private static boolean isJump(Insn insn) {
    return insn instanceof Insn.Jump || insn instanceof Insn.JumpIf || insn instanceof Insn.MayGoto;
  }

  /// Finds targets and functions, and all that is wrong with them.
  private static final class Analysis {
    private final List<Insn> program;
    private final int[] slots;
    private final int[] targets;
    private final List<Problem> problems = new ArrayList<>();

    Analysis(List<Insn> program) {
      this.program = program;
      this.slots = new int[program.size() + 1];
      this.targets = new int[program.size()];
    }

    private record Problem(int slot, String text) {
      @Override
      public String toString() {
        return "slot " + slot + ": " + text;
      }
    }

    ControlFlow run() {
      if (program.isEmpty()) {
        throw new ControlFlowException(List.of("the program is empty: it needs at least an exit"));
      }
      for (int i = 0; i < program.size(); i++) {
        slots[i + 1] = slots[i] + program.get(i).slots();
      }
      for (int i = 0; i < program.size(); i++) {
        targets[i] = target(i);
      }
      List<Function> functions = functions();
      functions.forEach(this::check);
      if (!problems.isEmpty()) {
        problems.sort(Comparator.comparingInt(Problem::slot));
        throw new ControlFlowException(problems.stream().map(Problem::toString).toList());
      }
      return new ControlFlow(program, slots, targets, functions);
    }

    private int target(int index) {
      Insn insn = program.get(index);
      return switch (insn) {
        case Insn.Jump(int offset) -> target(index, offset);
        case Insn.JumpIf jump -> target(index, jump.offset());
        case Insn.MayGoto(short offset) -> target(index, offset);
        case Insn.CallLocal(int offset) -> target(index, offset);
        case Insn.LoadImm64 load when load.pseudo() == Pseudo.FUNC -> target(index, load.imm());
        default -> NONE;
      };
    }

    private int target(int index, int offset) {
      long slot = slots[index] + 1L + offset;
      int end = slots[program.size()];
      if (slot < 0 || slot >= end) {
        problem(index, "goes to slot %d, outside the program's %d".formatted(slot, end));
        return NONE;
      }
      int target = Arrays.binarySearch(slots, (int) slot);
      if (target < 0) {
        problem(index, "goes to slot %d, the middle of a 64-bit load".formatted(slot));
        return NONE;
      }
      return target;
    }

    private List<Function> functions() {
      BitSet starts = new BitSet();
      starts.set(0);
      for (int i = 0; i < program.size(); i++) {
        if (targets[i] != NONE && !isJump(program.get(i))) {
          starts.set(targets[i]);
        }
      }
      List<Function> functions = new ArrayList<>();
      for (int start = starts.nextSetBit(0); start >= 0; ) {
        int next = starts.nextSetBit(start + 1);
        functions.add(new Function(start, next < 0 ? program.size() : next));
        start = next;
      }
      return List.copyOf(functions);
    }

    private void check(Function function) {
      for (int i = function.start(); i < function.end(); i++) {
        int target = targets[i];
        boolean within = target >= function.start() && target < function.end();
        if (isJump(program.get(i)) && target != NONE && !within) {
          problem(i, "goes to slot %d, in another function".formatted(slots[target]));
        }
      }
      Insn last = program.get(function.end() - 1);
      if (!(last instanceof Insn.Exit) && !(last instanceof Insn.Jump)) {
        problem(
            function.end() - 1,
            "is the last instruction of its function: that must be exit or goto");
      }
    }

    private void problem(int index, String what) {
      problems.add(
          new Problem(slots[index], "'%s' %s".formatted(Printer.print(program.get(index)), what)));
    }
  }
}
