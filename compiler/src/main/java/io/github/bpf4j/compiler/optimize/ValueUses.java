package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Who uses the values of a function, as it is now.
final class ValueUses {
  private final Map<Value, List<Instruction>> instructions = new IdentityHashMap<>();
  private final Map<Value, Integer> atEnds = new IdentityHashMap<>();

  private ValueUses() {}

  static ValueUses of(Function function) {
    var uses = new ValueUses();
    for (Block block : function.blocks()) {
      for (Instruction user : block.instructions()) {
        for (Value operand : user.operands()) {
          uses.instructions.computeIfAbsent(operand, _ -> new ArrayList<>()).add(user);
        }
      }
      block.terminator().uses().forEach(value -> uses.atEnds.merge(value, 1, Integer::sum));
    }
    return uses;
  }

  /// The instructions that use `value`, once for each time that they do.
  List<Instruction> instructions(Value value) {
    return instructions.getOrDefault(value, List.of());
  }

  /// Whether the end of a block uses it: to decide, to return it, or to bring it along.
  boolean isUsedAtAnEnd(Value value) {
    return atEnds.containsKey(value);
  }

  /// How often it is used.
  int count(Value value) {
    return instructions(value).size() + atEnds.getOrDefault(value, 0);
  }
}
