package io.github.bpf4j.compiler.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.compiler.allocate.AllocatedFunction.AllocatedBlock;
import io.github.bpf4j.compiler.ir.IrParser;
import io.github.bpf4j.compiler.select.MachineInsn;
import io.github.bpf4j.compiler.select.Selector;
import io.github.bpf4j.isa.IsaVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The checker is told wrong allocations, and says so.
class AllocationCheckerTest {
  /// More values than registers, across a call and around a loop.
  private static final String FUNCTION =
      """
      b0(v1:pointer):
        a:i64 = load.dw v1+0
        b:i64 = load.dw v1+8
        c:i64 = load.dw v1+16
        d:i64 = load.dw v1+24
        e:i64 = load.dw v1+32
        z:i64 = load.dw v1+40
        f:i64 = call 7(a, z)
        jump b1(f)
      b1(g:i64):
        h:i64 = add g, a
        i:i64 = xor h, b
        j:i64 = sub i, c
        k:i64 = add j, d
        y:i64 = add k, z
        l:i64 = mul y, e
        if l > 100L goto b1(l) else b2
      b2:
        m:i32 = trunc l
        return m
      """;

  enum Fault {
    RELOAD_MISSING,
    RELOAD_OF_ANOTHER_SLOT,
    SPILL_MISSING,
    ANOTHER_REGISTER_READ,
    ANOTHER_REGISTER_WRITTEN,
    COPY_MISSING,
    INSTRUCTION_MISSING,
    INSTRUCTIONS_SWAPPED
  }

  @Test
  void aRightAllocationPasses() {
    var selected = Selector.select(IrParser.parse(FUNCTION), IsaVersion.V3);
    var allocated = Allocator.allocate(selected);
    assertThat(allocated.spilled()).isPositive();
    AllocationChecker.check(selected, allocated);
  }

  @ParameterizedTest
  @EnumSource
  void everyFaultIsNoticedWhereverItIs(Fault fault) {
    var selected = Selector.select(IrParser.parse(FUNCTION), IsaVersion.V3);
    var allocated = Allocator.allocate(selected);
    int tried = 0;
    for (int b = 0; b < allocated.blocks().size(); b++) {
      for (int s = 0; s < allocated.blocks().get(b).steps().size(); s++) {
        var steps = new ArrayList<>(allocated.blocks().get(b).steps());
        if (damage(steps, s, fault)) {
          tried++;
          var damaged = with(allocated, b, steps);
          assertThatThrownBy(() -> AllocationChecker.check(selected, damaged))
              .as("%s in m%d at %d", fault, b, s)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("is wrong");
        }
      }
    }
    assertThat(tried).isPositive();
  }

  /// Does the damage, if the instruction at `index` is one that can take it.
  private static boolean damage(List<Step> steps, int index, Fault fault) {
    var step = steps.get(index);
    var origin = step.origin();
    var damaged =
        switch (fault) {
          case RELOAD_MISSING -> step.insn() instanceof MachineInsn.Reload ? List.<Step>of() : null;
          case SPILL_MISSING -> step.insn() instanceof MachineInsn.Spill ? List.<Step>of() : null;
          case INSTRUCTION_MISSING -> origin != null ? List.<Step>of() : null;
          case RELOAD_OF_ANOTHER_SLOT ->
              step.insn() instanceof MachineInsn.Reload(int dst, int slot, var position)
                  ? List.of(
                      new Step(null, new MachineInsn.Reload(dst, slot == 0 ? 1 : 0, position)))
                  : null;
          case ANOTHER_REGISTER_READ ->
              step.insn() instanceof MachineInsn.Plain(var shape, int dst, int src, var position)
                      && src >= 0
                  ? List.of(
                      new Step(origin, new MachineInsn.Plain(shape, dst, (src + 1) % 10, position)))
                  : null;
          case ANOTHER_REGISTER_WRITTEN ->
              step.insn() instanceof MachineInsn.Plain plain && plain.writesDst()
                  ? List.of(
                      new Step(
                          origin,
                          new MachineInsn.Plain(
                              plain.shape(),
                              (plain.dst() + 1) % 10,
                              plain.src(),
                              plain.position())))
                  : null;
          case COPY_MISSING ->
              step.insn() != null && step.insn().isCopy() ? List.of(new Step(origin, null)) : null;
          case INSTRUCTIONS_SWAPPED ->
              index + 1 < steps.size()
                      && origin != null
                      && steps.get(index + 1).origin() != null
                      && !origin.equals(steps.get(index + 1).origin())
                  ? List.of(steps.remove(index + 1), step)
                  : null;
        };
    if (damaged == null) {
      return false;
    }
    steps.remove(index);
    steps.addAll(index, damaged);
    return true;
  }

  private static AllocatedFunction with(AllocatedFunction function, int index, List<Step> steps) {
    var blocks = new ArrayList<>(function.blocks());
    var block = blocks.get(index);
    blocks.set(index, new AllocatedBlock(block.origin(), steps, block.end()));
    return new AllocatedFunction(blocks, function.frame(), function.spilled(), function.reloads());
  }
}
