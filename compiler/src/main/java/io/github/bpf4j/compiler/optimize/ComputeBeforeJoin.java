package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where ways join, what each brings only to be converted in one and the same manner, each converts itself, if
/// that is for nothing on all of them: bytes that were swapped to be what Java wants need not be swapped to be what the
/// network wants, and what is known is known converted.
///
/// Not into loops, and never above a check: a value that is compared has another use.
public final class ComputeBeforeJoin implements Pass {
  @Override
  public boolean run(Function function) {
    boolean changed = false;
    while (computeOne(function)) {
      changed = true;
    }
    return changed;
  }

  private static boolean computeOne(Function function) {
    var joins = new Joins(function);
    for (var entry : joins.arguments.entrySet()) {
      var parameter = entry.getKey();
      var users = joins.uses.instructions(parameter);
      if (!joins.uses.isUsedAtAnEnd(parameter)
          && isConversion(users)
          && joins.isFree(parameter, users.getFirst())) {
        compute(function, parameter, users);
        return true;
      }
    }
    return false;
  }

  /// Whether all of them are the same conversion.
  private static boolean isConversion(List<Instruction> users) {
    return !users.isEmpty()
        && switch (users.getFirst().op()) {
          case BSWAP16, BSWAP32, BSWAP64, SEXT8, SEXT16, SEXT32, TRUNC -> {
            Op op = users.getFirst().op();
            yield users.stream().allMatch(user -> user.op() == op);
          }
          default -> false;
        };
  }

  /// What the parameters of blocks get, but for those of loops.
  private static final class Joins {
    private final ValueUses uses;
    private final Map<Parameter, List<Value>> arguments = new LinkedHashMap<>();

    Joins(Function function) {
      uses = ValueUses.of(function);
      var dominators = Dominators.of(function);
      for (Block block : dominators.reversePostorder()) {
        for (Edge edge : block.terminator().edges()) {
          for (int i = 0; i < edge.arguments().size(); i++) {
            if (!dominators.dominates(edge.target(), block)) {
              arguments
                  .computeIfAbsent(edge.target().parameters().get(i), _ -> new ArrayList<>())
                  .add(edge.arguments().get(i));
            }
          }
        }
      }
      for (Block block : dominators.reversePostorder()) {
        for (Edge edge : block.terminator().edges()) {
          if (dominators.dominates(edge.target(), block)) {
            arguments.keySet().removeAll(edge.target().parameters());
          }
        }
      }
    }

    /// Whether all that `parameter` gets may as well be converted before, and something of it saves a
    /// conversion.
    boolean isFree(Parameter parameter, Instruction conversion) {
      var all = arguments.getOrDefault(parameter, List.of());
      return all.stream().allMatch(argument -> isFree(argument, conversion))
          && all.stream().anyMatch(argument -> !(argument instanceof Constant));
    }

    /// Whether `argument`, converted, takes no more than as it is.
    private boolean isFree(Value argument, Instruction conversion) {
      if (argument instanceof Parameter parameter) {
        return uses.count(parameter) == 1 && isFree(parameter, conversion);
      }
      return switch (Folding.simplify(conversion.with(List.of(argument)))) {
        case Constant(_, long value) -> value == (int) value;
        case Instruction i -> i.op() != conversion.op() && uses.count(argument) == 1;
        default -> false;
      };
    }
  }

  private static void compute(Function function, Parameter parameter, List<Instruction> users) {
    var conversion = users.getFirst();
    Block join = join(function, parameter);
    int index = join.parameters().indexOf(parameter);
    var converted = new Parameter(conversion.type());
    Arrivals.change(
        function,
        join,
        index,
        (argument, onTheWay) -> {
          var made = conversion.with(List.of(argument));
          if (argument instanceof Constant) {
            return Folding.simplify(made);
          }
          onTheWay.add(made);
          return made;
        });
    join.parameters().set(index, converted);
    var substitution = new Substitution();
    users.forEach(user -> substitution.replace(user, converted));
    function.blocks().forEach(block -> block.instructions().removeAll(users));
    substitution.apply(function);
  }

  private static Block join(Function function, Parameter parameter) {
    return function.blocks().stream()
        .filter(block -> block.parameters().contains(parameter))
        .findFirst()
        .orElseThrow();
  }
}
