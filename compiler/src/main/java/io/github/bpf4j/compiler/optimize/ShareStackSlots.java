package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A key that helpers only look at, written to the stack once, is there for later calls with the same key: it is not
/// written again.
public final class ShareStackSlots implements Pass {
  /// A part of what is written.
  private record Part(long offset, Size size) {}

  /// How a slot is used, if it is written in one block, as a whole before any helper looks at it, and nothing else is
  /// done with it.
  private static final class Use {
    private final Block block;
    private final Map<Part, Value> contents = new HashMap<>();
    private final List<Instruction> stores = new ArrayList<>();
    private boolean read;

    private Use(Block block) {
      this.block = block;
    }

    /// Whether everything is written before anything of `later` is.
    private boolean isBefore(Use later, Dominators dominators) {
      if (block != later.block) {
        return dominators.dominates(block, later.block);
      }
      var instructions = block.instructions();
      return instructions.indexOf(stores.getLast()) < instructions.indexOf(later.stores.getFirst());
    }
  }

  @Override
  public boolean run(Function function) {
    var dominators = Dominators.of(function);
    var uses = uses(dominators);
    var earlier = new ArrayList<Map.Entry<StackSlot, Use>>();
    boolean changed = false;
    for (var entry : uses.entrySet()) {
      StackSlot same = same(entry.getKey(), entry.getValue(), earlier, dominators);
      if (same == null) {
        earlier.add(entry);
      } else {
        entry.getValue().block.instructions().removeAll(entry.getValue().stores);
        replace(function, new StackAddress(entry.getKey()), new StackAddress(same));
        changed = true;
      }
    }
    return changed;
  }

  /// The slots that are written once and then only read, in the order in which they are.
  private static Map<StackSlot, Use> uses(Dominators dominators) {
    Map<StackSlot, Use> uses = new LinkedHashMap<>();
    Map<StackSlot, Boolean> otherwise = new IdentityHashMap<>();
    for (Block block : dominators.reversePostorder()) {
      for (Instruction i : block.instructions()) {
        for (int operand = 0; operand < i.operands().size(); operand++) {
          StackSlot slot = slot(i.operand(operand));
          if (slot != null && !isKnown(i, operand, slot, block, uses)) {
            otherwise.put(slot, true);
          }
        }
      }
      block
          .terminator()
          .uses()
          .forEach(value -> {
            StackSlot slot = slot(value);
            if (slot != null) {
              otherwise.put(slot, true);
            }
          });
    }
    otherwise.keySet().forEach(uses::remove);
    return uses;
  }

  /// The slot that `value` leads to.
  private static @Nullable StackSlot slot(Value value) {
    return Places.of(value, 0, 0).root() instanceof StackAddress(var slot) ? slot : null;
  }

  private static boolean isKnown(
      Instruction user, int operand, StackSlot slot, Block block, Map<StackSlot, Use> uses) {
    if (user.op() == Op.OFFSET) {
      // What uses the sum counts.
      return true;
    }
    Use use = uses.computeIfAbsent(slot, _ -> new Use(block));
    if (user.op() == Op.STORE && operand == 0) {
      var place = Places.of(user);
      boolean first =
          use.contents.put(new Part(place.offset(), user.size()), user.operand(1)) == null;
      use.stores.add(user);
      return first && !use.read && block == use.block;
    }
    use.read = true;
    return Places.onlyReads(user) && user.operand(operand) instanceof StackAddress;
  }

  /// A slot that certainly has the same contents where `slot` is written.
  private static @Nullable StackSlot same(
      StackSlot slot, Use use, List<Map.Entry<StackSlot, Use>> earlier, Dominators dominators) {
    for (var entry : earlier) {
      StackSlot other = entry.getKey();
      if (use.stores.stream()
              .anyMatch(store ->
                  !(store.operand(1) instanceof Constant)
                      && (use.stores.size() > 1 || !(store.operand(1) instanceof Value.Parameter)))
          && other.size() == slot.size()
          && other.alignment() >= slot.alignment()
          && entry.getValue().contents.equals(use.contents)
          && entry.getValue().isBefore(use, dominators)) {
        return other;
      }
    }
    return null;
  }

  private static void replace(Function function, Value slot, Value by) {
    for (Block block : function.blocks()) {
      block.instructions().forEach(i -> i.operands().replaceAll(v -> v.equals(slot) ? by : v));
    }
  }
}
