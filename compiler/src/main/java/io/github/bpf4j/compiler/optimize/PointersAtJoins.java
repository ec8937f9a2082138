package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.guard.UpperBounds;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Offsets that only go from join to join, grow there, and are added to one pointer, become pointers: headers
/// behind headers of different lengths are then reached as in C, by a pointer that moves on.
///
/// No offset that is checked becomes one: a check is another use. Neither does one that goes round a loop.
public final class PointersAtJoins implements Pass {
  @Override
  public boolean run(Function function) {
    boolean changed = false;
    for (Value base : bases(function)) {
      var web = new Web(function, base);
      if (!web.members.isEmpty()) {
        web.becomePointers();
        changed = true;
      }
    }
    return changed;
  }

  private static Set<Value> bases(Function function) {
    var bases = new LinkedHashSet<Value>();
    for (Block block : function.blocks()) {
      for (Instruction i : block.instructions()) {
        if (i.op() == Op.OFFSET && isWide(i.operand(1))) {
          bases.add(i.operand(0));
        }
      }
    }
    return bases;
  }

  private static boolean isWide(Value value) {
    return value instanceof Instruction i && i.op() == Op.ZEXT32;
  }

  /// The offsets of one pointer: parameters, and sums of such a parameter or sum and something else.
  private static final class Web {
    private final Function function;
    private final Value base;
    private final Dominators dominators;
    private final ValueUses uses;
    private final UpperBounds bounds;
    private final Set<Value> decided = newSet();
    private final Map<Value, List<Value>> goesTo = new IdentityHashMap<>();
    private final Set<Value> members = newSet();

    Web(Function function, Value base) {
      this.function = function;
      this.base = base;
      dominators = Dominators.of(function);
      uses = ValueUses.of(function);
      bounds = UpperBounds.of(function);
      findWays();
      findCandidates();
      while (members.removeIf(member -> !isOffset(member)) || members.retainAll(added())) {
        // What those that are left went to may be among those that are gone.
      }
    }

    private void findWays() {
      for (Block block : dominators.reversePostorder()) {
        decided.addAll(block.terminator().operands());
        for (Edge edge : block.terminator().edges()) {
          for (int i = 0; i < edge.arguments().size(); i++) {
            goesTo
                .computeIfAbsent(edge.arguments().get(i), _ -> new ArrayList<>())
                .add(edge.target().parameters().get(i));
          }
        }
      }
    }

    private void findCandidates() {
      for (Block block : dominators.reversePostorder()) {
        if (block != function.entry() && !isLoopHead(block) && isBehindBase(block)) {
          block.parameters().stream().filter(p -> p.type() == Type.I32).forEach(members::add);
        }
        for (Instruction i : block.instructions()) {
          if (i.op() == Op.ADD
              && i.type() == Type.I32
              && members.contains(i.operand(0))
              && bounds.of(i) < UpperBounds.UNKNOWN) {
            members.add(i);
          }
        }
      }
    }

    private boolean isLoopHead(Block block) {
      return dominators.predecessors(block).stream().anyMatch(p -> dominators.dominates(block, p));
    }

    private boolean isBehindBase(Block block) {
      return function.blocks().stream()
          .filter(other -> other.parameters().contains(base) || other.instructions().contains(base))
          .anyMatch(other ->
              other != block
                  && dominators.isReachable(other)
                  && dominators.dominates(other, block));
    }

    /// Whether nothing is done with `member` but what may be done with an offset.
    private boolean isOffset(Value member) {
      boolean isSumOfMember =
          !(member instanceof Instruction sum) || members.contains(sum.operand(0));
      return isSumOfMember
          && !decided.contains(member)
          && members.containsAll(goesTo.getOrDefault(member, List.of()))
          && uses.instructions(member).stream()
              .allMatch(user -> isAdded(user) || isGrown(user, member));
    }

    /// Whether `user` is an offset's extension, which is only added to the base.
    private boolean isAdded(Instruction user) {
      return user.op() == Op.ZEXT32
          && !uses.isUsedAtAnEnd(user)
          && uses.instructions(user).stream()
              .allMatch(pointer -> pointer.op() == Op.OFFSET && pointer.operand(0).equals(base));
    }

    private boolean isGrown(Instruction user, Value member) {
      return members.contains(user)
          && user.operand(0).equals(member)
          && !user.operand(1).equals(member);
    }

    /// The members that are added to the base in the end.
    private Set<Value> added() {
      var added = newSet();
      boolean changed = true;
      while (changed) {
        changed = false;
        for (Value member : members) {
          if (!added.contains(member)
              && (goesTo.getOrDefault(member, List.of()).stream().anyMatch(added::contains)
                  || uses.instructions(member).stream()
                      .anyMatch(user -> isAdded(user) || added.contains(user)))) {
            changed = added.add(member);
          }
        }
      }
      return added;
    }

    private void becomePointers() {
      Map<Value, Value> pointers = new IdentityHashMap<>();
      for (Value member : members) {
        if (member instanceof Parameter) {
          pointers.put(member, new Parameter(Type.POINTER));
        }
      }
      for (Block block : dominators.reversePostorder()) {
        grow(block, pointers);
      }
      for (Block block : dominators.reversePostorder()) {
        for (int i = 0; i < block.parameters().size(); i++) {
          if (pointers.get(block.parameters().get(i)) instanceof Parameter pointer) {
            Arrivals.change(
                function, block, i, (argument, onTheWay) -> pointer(argument, pointers, onTheWay));
            block.parameters().set(i, pointer);
          }
        }
      }
      replaceSums(pointers);
    }

    /// What offsets grow by, pointers move by.
    private void grow(Block block, Map<Value, Value> pointers) {
      var instructions = new ArrayList<Instruction>();
      for (Instruction i : block.instructions()) {
        if (members.contains(i)) {
          var moved =
              offset(pointers.getOrDefault(i.operand(0), base), i.operand(1), i, instructions);
          pointers.put(i, moved);
        } else {
          instructions.add(i);
        }
      }
      block.instructions().clear();
      block.instructions().addAll(instructions);
    }

    private Value pointer(Value offset, Map<Value, Value> pointers, List<Instruction> onTheWay) {
      Value pointer = pointers.get(offset);
      return pointer != null
          ? pointer
          : offset(base, offset, offset instanceof Instruction i ? i : null, onTheWay);
    }

    private static Instruction offset(
        Value pointer, Value by, @Nullable Instruction at, List<Instruction> instructions) {
      var position = at == null ? Position.NONE : at.position();
      Value wide;
      if (by instanceof Constant(_, long distance)) {
        wide = Constant.of(distance);
      } else {
        var extended = Instruction.of(Op.ZEXT32, Type.I64, position, by);
        instructions.add(extended);
        wide = extended;
      }
      var moved = Instruction.of(Op.OFFSET, Type.POINTER, position, pointer, wide);
      instructions.add(moved);
      return moved;
    }

    private void replaceSums(Map<Value, Value> pointers) {
      var substitution = new Substitution();
      for (Block block : function.blocks()) {
        block
            .instructions()
            .removeIf(i -> {
              if (i.op() == Op.ZEXT32 && pointers.containsKey(i.operand(0))) {
                uses.instructions(i)
                    .forEach(sum -> substitution.replace(sum, pointers.get(i.operand(0))));
                return true;
              }
              return false;
            });
      }
      for (Block block : function.blocks()) {
        block.instructions().removeIf(i -> substitution.of(i) != i);
      }
      substitution.apply(function);
    }
  }

  private static Set<Value> newSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
