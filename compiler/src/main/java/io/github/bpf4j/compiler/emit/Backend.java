package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.allocate.AllocatedFunction;
import io.github.bpf4j.compiler.allocate.AllocationChecker;
import io.github.bpf4j.compiler.allocate.Allocator;
import io.github.bpf4j.compiler.emit.CodeBlock.End;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.IrChecker;
import io.github.bpf4j.compiler.select.MachineBlock;
import io.github.bpf4j.compiler.select.MachineInsn;
import io.github.bpf4j.compiler.select.Selector;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;

/// From the intermediate representation to eBPF code: select, allocate, emit.
public final class Backend {
  private Backend() {}

  /// The code of a function.
  ///
  /// @param function well formed, see [io.github.bpf4j.compiler.ir.IrChecker]; its parameters arrive in
  ///     r1 and on
  /// @param target `V3` or `V4`
  /// @return the code, which may use more stack than a kernel gives
  public static EmittedCode generate(Function function, IsaVersion target) {
    return generate(function, target, Boolean.getBoolean(IrChecker.CHECK));
  }

  /// The same, with the allocation checked or not.
  public static EmittedCode generate(Function function, IsaVersion target, boolean check) {
    var selected = Selector.select(function, target);
    var allocated = Allocator.allocate(selected);
    if (check) {
      AllocationChecker.check(selected, allocated);
    }
    int frame = (selected.frame() + 7) & -8;
    var entry = blocks(allocated, frame);
    Cleanup.run(entry);
    LoopEntries.run(entry);
    var code = Assembler.assemble(function.name(), Layout.of(entry), target);
    return new EmittedCode(
        code.insns(),
        code.lines(),
        code.gates(),
        allocated.frame(),
        allocated.spilled(),
        allocated.reloads());
  }

  private static CodeBlock blocks(AllocatedFunction function, int frame) {
    var blocks = new ArrayList<CodeBlock>();
    for (var block : function.blocks()) {
      blocks.add(new CodeBlock(block.origin().cold(), block.origin().depth()));
    }
    for (var block : function.blocks()) {
      var code = blocks.get(block.origin().number());
      for (var insn : block.insns()) {
        if (!(insn instanceof MachineInsn.Keep)) {
          code.lines.add(new CodeBlock.Line(insn(insn, frame), insn.position()));
        }
      }
      code.end =
          switch (block.end()) {
            case MachineBlock.End.Goto(var target) -> new End.Goto(blocks.get(target.number()));
            case MachineBlock.End.Test(var jump, var then, var otherwise) ->
                new End.Test(
                    (Insn.JumpIf) jump.insn(),
                    jump.position(),
                    blocks.get(then.number()),
                    blocks.get(otherwise.number()));
            case MachineBlock.End.Gate(int site, var enabled, var disabled) ->
                new End.Gate(site, blocks.get(enabled.number()), blocks.get(disabled.number()));
            case MachineBlock.End.Exit _ -> new End.Exit();
          };
    }
    return blocks.getFirst();
  }

  private static Insn insn(MachineInsn insn, int frame) {
    return switch (insn) {
      case MachineInsn.Plain plain -> plain.insn();
      case MachineInsn.Call(var shape, _, _) -> shape;
      case MachineInsn.Keep _ -> throw new IllegalArgumentException("no instruction");
      case MachineInsn.Spill(int slot, int src, _) ->
          new Insn.Store(Size.DW, Register.FP, offset(slot, frame), Register.of(src));
      case MachineInsn.Reload(int dst, int slot, _) ->
          new Insn.Load(Size.DW, false, Register.of(dst), Register.FP, offset(slot, frame));
    };
  }

  private static short offset(int slot, int frame) {
    return (short) (-frame - 8 * (slot + 1));
  }
}
