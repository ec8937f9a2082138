package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Pseudo;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Puts the functions of a program together. Until here, a call of one of them, and its address, name it
/// by its number; from here on by the distance.
public final class Linker {
  /// The kernel counts stack in units of so many bytes for each function (`check_max_stack_depth` in
  /// `kernel/bpf/verifier.c`), unless it is the only one.
  private static final int STACK_UNIT = 32;

  private final List<EmittedCode> functions;

  /// What the main function calls, itself or through others: the kernel refuses what nobody calls.
  private final BitSet called = new BitSet();

  private final int[] starts;

  private Linker(List<EmittedCode> functions) {
    this.functions = functions;
    call(0);
    starts = new int[functions.size()];
    int slot = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = slot;
      if (called.get(i)) {
        slot += functions.get(i).insns().stream().mapToInt(Insn::slots).sum();
      }
    }
  }

  private void call(int function) {
    if (!called.get(function)) {
      called.set(function);
      functions
          .get(function)
          .insns()
          .forEach(insn -> {
            int next = calledBy(insn);
            if (next >= 0) {
              call(next);
            }
          });
    }
  }

  /// The number of the function that `insn` calls or takes the address of; -1 if it does neither.
  private static int calledBy(Insn insn) {
    return switch (insn) {
      case Insn.CallLocal(int number) -> number;
      case Insn.LoadImm64(_, var pseudo, int number, _) when pseudo == Pseudo.FUNC -> number;
      default -> -1;
    };
  }

  /// The program that consists of `functions`, which call each other but none itself. Those that nothing
  /// calls are left out.
  public static LinkedCode link(List<EmittedCode> functions) {
    return new Linker(functions).link();
  }

  private LinkedCode link() {
    var insns = new ArrayList<Insn>();
    var lines = new ArrayList<EmittedCode.Line>();
    var gates = new ArrayList<EmittedCode.Gate>();
    var parts = new ArrayList<LinkedCode.Part>();
    for (int i = called.nextSetBit(0); i >= 0; i = called.nextSetBit(i + 1)) {
      var code = functions.get(i);
      int start = starts[i];
      int slot = start;
      for (Insn insn : code.insns()) {
        insns.add(resolve(insn, slot));
        slot += insn.slots();
      }
      if (code.lines().isEmpty()) {
        lines.add(new EmittedCode.Line(start, Position.NONE));
      }
      code.lines().forEach(l -> lines.add(new EmittedCode.Line(start + l.slot(), l.position())));
      code.gates()
          .forEach(g -> gates.add(new EmittedCode.Gate(start + g.slot(), g.site(), g.skip())));
      parts.add(new LinkedCode.Part(i, start, code.stack(), code.spilled()));
    }
    int stack = parts.size() == 1 ? functions.getFirst().stack() : depth(0);
    return new LinkedCode(insns, lines, gates, parts, stack);
  }

  private Insn resolve(Insn insn, int slot) {
    return switch (insn) {
      case Insn.CallLocal(int function) -> new Insn.CallLocal(starts[function] - slot - 1);
      case Insn.LoadImm64(var dst, var pseudo, int function, int next) when pseudo == Pseudo.FUNC ->
          new Insn.LoadImm64(dst, pseudo, starts[function] - slot - 1, next);
      default -> insn;
    };
  }

  private int depth(int function) {
    int deepest = 0;
    for (Insn insn : functions.get(function).insns()) {
      int next = calledBy(insn);
      if (next >= 0) {
        deepest = Math.max(deepest, depth(next));
      }
    }
    int own = Math.max(functions.get(function).stack(), 1);
    return deepest + (own + STACK_UNIT - 1) / STACK_UNIT * STACK_UNIT;
  }
}
