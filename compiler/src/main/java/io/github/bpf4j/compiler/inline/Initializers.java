package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Value.Constant;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The values of `static final` fields that cannot be seen from outside: the class of a lambda has no
/// class file, so what a lambda object that exists does is not to be found. But the expression in the static
/// initialiser that made it says so. It is translated like any other code, and must leave nothing to do
/// at run time.
final class Initializers {
  /// What a field holds.
  ///
  /// @param operand null where it could not be found out, which was reported
  /// @param objects the objects that it leads to, with their fields
  private record Value(@Nullable Operand operand, Map<Instance, Map<String, Operand>> objects) {}

  private final Map<Field, Value> values = new HashMap<>();
  private final Set<Instance> constants = Collections.newSetFromMap(new IdentityHashMap<>());

  /// Whether a lambda, or something that nobody may look into, is in `operand`, or in what it leads to.
  static boolean isOpaque(Operand operand) {
    return operand instanceof Known(Object object)
        && isOpaque(object, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static boolean isOpaque(@Nullable Object object, Set<Object> seen) {
    if (object == null || object instanceof Enum<?> || !seen.add(object)) {
      return false;
    }
    Class<?> type = object.getClass();
    if (type.isHidden()) {
      return true;
    }
    if (object instanceof Object[] array) {
      for (Object element : array) {
        if (isOpaque(element, seen)) {
          return true;
        }
      }
      return false;
    }
    if (object instanceof Collection<?> elements && type.getClassLoader() == null) {
      return elements.stream().anyMatch(element -> isOpaque(element, seen));
    }
    if (object instanceof Map<?, ?> map && type.getClassLoader() == null) {
      return isOpaque(map.values(), seen);
    }
    return Shapes.isPlain(type)
        && Shapes.fields(type).stream()
            .anyMatch(field ->
                !field.getType().isPrimitive() && isOpaque(Shapes.get(field, object), seen));
  }

  /// Whether `object` was made by a static initialiser, and so is the same for every packet.
  boolean made(Instance object) {
    return constants.contains(object);
  }

  /// `object` was made of `operands`: if one of these is the same for every packet, so is that.
  void made(Instance object, List<Operand> operands) {
    if (operands.stream().anyMatch(o -> o instanceof Instance instance && made(instance))) {
      constants.add(object);
    }
  }

  /// What `field` holds; the objects become known to the current method of `translator`.
  Operand value(Translator translator, Field field) {
    var known = values.get(field);
    if (known == null) {
      known = evaluate(translator, field);
      values.put(field, known);
      constants.addAll(known.objects().keySet());
    }
    known
        .objects()
        .forEach((object, fields) ->
            translator.state().heap().putIfAbsent(object, new LinkedHashMap<>(fields)));
    return known.operand() == null ? Operand.UNKNOWN : known.operand();
  }

  private static Value evaluate(Translator user, Field field) {
    var initializer = user.files().method(field.getDeclaringClass(), "<clinit>", "()V");
    var code = initializer == null ? null : initializer.initialValue(field.getName());
    if (code == null) {
      return unknown(user, field);
    }
    var evaluator = new Translator(user.unit(), _ -> _ -> exit());
    evaluator.begin(user.activation());
    int problems = user.parts().diagnostics().size();
    try {
      Operand value = evaluator.call(code, List.of());
      var state = evaluator.state();
      state.keepReachable(List.of(value));
      if (problems == user.parts().diagnostics().size()) {
        return evaluator.ir().isEmpty() ? new Value(value, state.heap()) : unknown(user, field);
      }
    } catch (PathEnds _) {
      return unknown(user, field);
    }
    return new Value(null, Map.of());
  }

  private static Block exit() {
    var block = new Block();
    block.terminate(new Terminator.Return(Constant.of(0), Position.NONE));
    return block;
  }

  private static Value unknown(Translator user, Field field) {
    user.report(
        Problem.STATIC_STATE,
        "what the static field %s holds has a lambda in it, and its initialiser is more than one"
                .formatted(field.getName())
            + " expression of constants",
        "write it as one expression: static final … %s = …".formatted(field.getName()));
    return new Value(null, Map.of());
  }
}
