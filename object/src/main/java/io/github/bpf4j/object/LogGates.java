package io.github.bpf4j.object;

import io.github.bpf4j.isa.ControlFlow;
import io.github.bpf4j.isa.Insn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Opens and shuts the gates of log statements: the last step before a program is loaded.
///
/// ```
/// 0: r6 = r1                     0: r6 = r1
/// 1: goto +0  (gate, skip 3) ->  1: w0 = 2      where the gate is shut
/// 2: r1 = map[idx:1]             2: exit
///    …
/// 5: w0 = 2
/// 6: exit
/// ```
public final class LogGates {
  private LogGates() {}

  /// `program` without gates: log statements whose level is above `maxLevel` are gone, with all code
  /// and all functions that only they reached; the others are always executed.
  ///
  /// @param maxLevel 0 error to 4 trace, see [LogSite]
  public static ProgramDefinition apply(ProgramDefinition program, int maxLevel) {
    if (program.logGates().isEmpty()) {
      return program;
    }
    var insns = new ArrayList<>(program.insns());
    var removed = new BitSet();
    var flow = ControlFlow.of(insns);
    for (LogGate gate : program.logGates()) {
      int index = flow.indexOf(gate.slot());
      insns.set(index, new Insn.Jump(gate.level() <= maxLevel ? 0 : gate.skip()));
    }
    flow = ControlFlow.of(insns);
    var reached = reached(flow);
    for (int i = 0; i < insns.size(); i++) {
      boolean goesOn = insns.get(i) instanceof Insn.Jump(int offset) && offset == 0;
      if (!reached.get(i) || goesOn) {
        removed.set(i);
      }
    }
    // What stood between a jump and its target may be gone: then the jump goes as well.
    boolean again = true;
    while (again) {
      again = false;
      for (int i = 0; i < insns.size(); i++) {
        if (!removed.get(i)
            && insns.get(i) instanceof Insn.Jump
            && flow.target(i).orElseThrow() > i
            && removed.nextClearBit(i + 1) >= flow.target(i).orElseThrow()) {
          removed.set(i);
          again = true;
        }
      }
    }
    return new Removal(program, flow, removed).apply();
  }

  /// The instructions that can be reached from the first one, through calls and addresses of functions
  /// too.
  private static BitSet reached(ControlFlow flow) {
    var reached = new BitSet();
    var work = new ArrayList<Integer>(List.of(0));
    while (!work.isEmpty()) {
      int index = work.removeLast();
      if (!reached.get(index)) {
        reached.set(index);
        work.addAll(flow.successors(index));
        flow.target(index).ifPresent(work::add);
      }
    }
    return reached;
  }

  /// A program with some of its instructions taken out, and everything that names a slot put right.
  private static final class Removal {
    private final ProgramDefinition program;
    private final ControlFlow flow;
    private final BitSet removed;
    private final int[] newSlots;

    Removal(ProgramDefinition program, ControlFlow flow, BitSet removed) {
      this.program = program;
      this.flow = flow;
      this.removed = removed;
      int count = flow.program().size();
      newSlots = new int[count + 1];
      int slot = 0;
      for (int i = 0; i < count; i++) {
        newSlots[i] = slot;
        slot += removed.get(i) ? 0 : flow.program().get(i).slots();
      }
      newSlots[count] = slot;
    }

    ProgramDefinition apply() {
      var insns = new ArrayList<Insn>();
      for (int i = 0; i < flow.program().size(); i++) {
        if (!removed.get(i)) {
          insns.add(retarget(i));
        }
      }
      return new ProgramDefinition(
          program.name(),
          program.type(),
          insns,
          functions(),
          lines(),
          List.of(),
          program.logSites(),
          program.abortSites(),
          program.accounting(),
          program.logBuffer(),
          program.flags());
    }

    private List<FunctionInfo> functions() {
      return program.functions().stream()
          .filter(function -> remains(function.slot()))
          .map(function -> function.at(newSlot(function.slot())))
          .toList();
    }

    /// Whether anything remains of the function that begins at a slot.
    private boolean remains(int slot) {
      var function = flow.function(flow.indexOf(slot));
      return removed.nextClearBit(function.start()) < function.end();
    }

    private int newSlot(int slot) {
      return newSlots[flow.indexOf(slot)];
    }

    private Insn retarget(int index) {
      Insn insn = flow.program().get(index);
      var target = flow.target(index);
      if (target.isEmpty()) {
        return insn;
      }
      int offset = newSlots[target.getAsInt()] - newSlots[index] - 1;
      return switch (insn) {
        case Insn.Jump _ -> new Insn.Jump(offset);
        case Insn.JumpIf(var width, var condition, var dst, var src, _) ->
            new Insn.JumpIf(width, condition, dst, src, (short) offset);
        case Insn.MayGoto _ -> new Insn.MayGoto((short) offset);
        case Insn.CallLocal _ -> new Insn.CallLocal(offset);
        case Insn.LoadImm64(var dst, var pseudo, _, int nextImm) ->
            new Insn.LoadImm64(dst, pseudo, offset, nextImm);
        default -> throw new IllegalStateException("names an instruction: " + insn);
      };
    }

    /// The lines that still have instructions.
    private List<LineInfo> lines() {
      var lines = new ArrayList<LineInfo>();
      for (LineInfo line : program.lines()) {
        var moved = line.at(newSlot(line.slot()));
        if (!lines.isEmpty() && lines.getLast().slot() == moved.slot()) {
          lines.removeLast();
        }
        if (moved.slot() < newSlots[newSlots.length - 1]) {
          lines.add(moved);
        }
      }
      return lines;
    }
  }
}
