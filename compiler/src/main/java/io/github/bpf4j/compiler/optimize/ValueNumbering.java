package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.Size;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Folds each instruction, and computes nothing twice: an instruction that is the same as one that was
/// certainly executed before gives way to it.
///
/// Only what dominates counts, so nothing moves above a check that it depends on. Loads are the same if
/// nothing can have written in between: loads of the context always, loads of the packet in a
/// function that never writes to one.
public final class ValueNumbering implements Pass {
  private record Key(
      Op op,
      @Nullable Type type,
      List<Value> operands,
      @Nullable Size size,
      boolean signed,
      int offset) {
    static Key of(Instruction i) {
      return new Key(
          i.op(),
          i.type(),
          List.copyOf(i.operands()),
          i.touchesMemory() ? i.size() : null,
          i.signed(),
          i.offset());
    }
  }

  @Override
  public boolean run(Function function) {
    var dominators = Dominators.of(function);
    var memory = Regions.of(function);
    var substitution = new Substitution();
    var placed = instructions(function);
    var scopes = new HashMap<Block, Map<Key, Instruction>>();
    boolean changed = false;
    var work = new ArrayDeque<Block>();
    work.add(function.entry());
    while (!work.isEmpty()) {
      Block block = work.poll();
      Block parent = dominators.immediateDominator(block);
      var known = new HashMap<>(parent == null ? Map.of() : scopes.get(parent));
      scopes.put(block, known);
      var kept = new ArrayList<Instruction>();
      for (Instruction instruction : block.instructions()) {
        instruction.operands().replaceAll(substitution::of);
        Value simpler = Folding.simplify(instruction);
        changed |= simpler != instruction;
        if (!(simpler instanceof Instruction result)
            || result != instruction && !placed.add(result)) {
          substitution.replace(instruction, simpler);
          continue;
        }
        if (result != instruction) {
          substitution.replace(instruction, result);
        }
        if (result.op().isPure() || result.op() == Op.LOAD && memory.isStable(result)) {
          Instruction same = known.putIfAbsent(Key.of(result), result);
          if (same != null) {
            substitution.replace(result, same);
            changed = true;
            continue;
          }
        }
        kept.add(result);
      }
      block.instructions().clear();
      block.instructions().addAll(kept);
      work.addAll(dominators.children(block));
    }
    substitution.apply(function);
    return changed;
  }

  /// All instructions of `function`. What folding makes anew is none of them; what it finds among
  /// those that an instruction was computed from, however far back, is one.
  private static Set<Instruction> instructions(Function function) {
    Set<Instruction> all = Collections.newSetFromMap(new IdentityHashMap<>());
    function.blocks().forEach(block -> all.addAll(block.instructions()));
    return all;
  }
}
