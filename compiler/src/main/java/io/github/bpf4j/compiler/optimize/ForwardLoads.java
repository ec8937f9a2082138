package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.optimize.Places.Place;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A load of what was loaded or stored before, on every way and with nothing in between that could have
/// changed it, gives way to that value.
public final class ForwardLoads implements Pass {
  /// What memory is known to hold: by the place, the value of the access that made it known.
  private static final class Contents {
    private final Map<Place, Instruction> accesses = new LinkedHashMap<>();

    void forget(Instruction writer, Places places) {
      accesses.keySet().removeIf(place -> places.mayChange(writer, place));
    }

    static Contents common(List<Contents> ways) {
      var contents = new Contents();
      contents.accesses.putAll(ways.getFirst().accesses);
      for (Contents other : ways.subList(1, ways.size())) {
        contents
            .accesses
            .entrySet()
            .removeIf(entry -> !isSame(entry.getValue(), other.accesses.get(entry.getKey())));
      }
      return contents;
    }

    private static boolean isSame(Instruction access, @Nullable Instruction other) {
      return access == other
          || other != null
              && access.op() == Op.STORE
              && other.op() == Op.STORE
              && access.operand(1).equals(other.operand(1));
    }
  }

  @Override
  public boolean run(Function function) {
    var places = Places.of(function);
    var dominators = Dominators.of(function);
    var writers =
        function.blocks().stream()
            .flatMap(b -> b.instructions().stream())
            .filter(i -> i.op().hasEffect())
            .toList();
    var substitution = new Substitution();
    Map<Block, Contents> atEnd = new IdentityHashMap<>();
    for (Block block : dominators.reversePostorder()) {
      var contents = atStart(block, dominators, atEnd, writers, places);
      var kept = new ArrayList<Instruction>();
      for (Instruction instruction : block.instructions()) {
        instruction.operands().replaceAll(substitution::of);
        if (instruction.op() == Op.LOAD) {
          var known = contents.accesses.get(Places.of(instruction));
          Value value = known == null ? null : forwarded(known, instruction, kept);
          if (value != null) {
            substitution.replace(instruction, value);
            continue;
          }
          contents.accesses.put(Places.of(instruction), instruction);
        } else if (instruction.op().hasEffect()) {
          contents.forget(instruction, places);
          if (instruction.op() == Op.STORE) {
            contents.accesses.put(Places.of(instruction), instruction);
          }
        }
        kept.add(instruction);
      }
      block.instructions().clear();
      block.instructions().addAll(kept);
      atEnd.put(block, contents);
    }
    boolean changed = !substitution.isEmpty();
    substitution.apply(function);
    return changed;
  }

  private static Contents atStart(
      Block block,
      Dominators dominators,
      Map<Block, Contents> atEnd,
      List<Instruction> writers,
      Places places) {
    var ways = new ArrayList<Contents>();
    boolean loop = false;
    for (Block predecessor : dominators.predecessors(block)) {
      var contents = atEnd.get(predecessor);
      if (contents != null) {
        ways.add(contents);
      } else {
        loop = true;
      }
    }
    if (ways.isEmpty()) {
      return new Contents();
    }
    var contents = Contents.common(ways);
    if (loop) {
      // What comes round is not known yet; what nothing ever changes is the same there.
      writers.forEach(writer -> contents.forget(writer, places));
    }
    return contents;
  }

  /// What `load` gives, after `access` of the same bytes; null if that takes more than it saves.
  ///
  /// @param before takes an instruction that is needed for it
  private static @Nullable Value forwarded(
      Instruction access, Instruction load, List<Instruction> before) {
    if (access.op() == Op.LOAD) {
      return access.type() == load.type() && access.signed() == load.signed() ? access : null;
    }
    Value stored = access.operand(1);
    int bits = load.size().bits();
    boolean whole = load.size() == Size.DW || load.size() == Size.W && stored.type() == Type.I32;
    if (stored.type() != load.type()) {
      return null;
    }
    if (whole) {
      return stored;
    }
    if (stored instanceof Constant c) {
      int unused = 64 - bits;
      long value = c.value() << unused;
      return new Constant(load.type(), load.signed() ? value >> unused : value >>> unused);
    }
    if (load.signed()) {
      return null;
    }
    if (Bits.of(stored) <= bits) {
      return stored;
    }
    if (load.type() == Type.I64) {
      return null;
    }
    var mask = Constant.of((1 << bits) - 1);
    var masked = Instruction.of(Op.AND, Type.I32, load.position(), stored, mask);
    before.add(masked);
    return masked;
  }
}
