package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Ways that met, each with a number of its own on top of the stack: `return x == null` brings 1 and 0.
/// Where the next thing is to decide by that number, they part again, so that what was learnt on each,
/// here whether `x` is null, is not lost.
final class Partings {
  /// What met.
  ///
  /// @param block where
  /// @param method the method that goes on there
  /// @param index its instruction that the number comes of
  /// @param ways each with the number on its stack
  /// @param returned whether they are ways out of a method that this one called
  private record Met(Block block, Activation method, int index, List<Way> ways, boolean returned) {}

  private final Translator translator;
  private final Map<Value, Met> met = new IdentityHashMap<>();

  Partings(Translator translator) {
    this.translator = translator;
  }

  /// The numbers that `ways` bring on top of their stacks; null unless each brings one that is known.
  static @Nullable Set<Long> numbers(List<Way> ways) {
    var numbers = new HashSet<Long>();
    for (Way way : ways) {
      if (way.state().stack().isEmpty()
          || !(way.state().stack().getLast() instanceof Scalar(Constant(_, long number)))) {
        return null;
      }
      numbers.add(number);
    }
    return numbers;
  }

  /// Remembers that `ways` with known numbers met in the current block, where `value` stands for the number.
  ///
  /// @param returned whether they are ways out of a method that the current one called
  void note(Value value, List<Way> ways, boolean returned) {
    var method = translator.activation();
    met.put(value, new Met(translator.ir().current(), method, method.index(), ways, returned));
  }

  /// The ways that met where `value` came of the instruction before the current one, or of the
  /// current one; each with the number on its stack, above what the current method has there.
  ///
  /// @param before whether it is the one before
  /// @return null if something happened since
  @Nullable List<Way> part(Value value, boolean before) {
    var parting = met.get(value);
    var method = translator.activation();
    var block = translator.ir().current();
    if (parting == null
        || parting.block() != block
        || !block.instructions().isEmpty()
        || parting.method() != method
        || parting.index() != (before ? method.index() - 1 : method.index())) {
      return null;
    }
    translator.ir().remove(block);
    return parting.ways().stream().map(way -> parting.returned() ? returned(way) : way).toList();
  }

  private Way returned(Way way) {
    var state = translator.state().withHeapOf(way.state());
    state.push(way.state().stack().getLast());
    return new Way(way.edge(), state);
  }
}
