package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.substitute.TableList;
import io.github.bpf4j.compiler.substitute.TableMap;
import io.github.bpf4j.compiler.substitute.TableSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The JDK's collections: those that do not change. `List.of` and others make one, and what a `static final`
/// field holds is one that the program may only read. [TableList] and its like stand for them.
final class CollectionCalls implements Calls.Primitives {
  private final Translator translator;
  private final Calls calls;

  /// The elements, or keys and values, of collections that exist while compiling.
  private final Map<Object, List<Known>> tables = new IdentityHashMap<>();

  CollectionCalls(Translator translator, Calls calls) {
    this.translator = translator;
    this.calls = calls;
  }

  @Override
  public @Nullable Operand call(Call call) {
    boolean makes = call.name().equals("of") || call.name().equals("asList");
    if (makes && (call.owner() == List.class || call.owner() == Arrays.class)) {
      return list(call);
    }
    if (makes && call.owner() == Set.class) {
      return make(
          TableSet.class, Map.of("elements", array(call.arguments(), call.descriptor())), false);
    }
    if (makes && call.owner() == Map.class) {
      return map(call);
    }
    boolean goesThrough =
        call.owner() == TableSet.class && call.name().equals("iterator")
            || call.owner() == TableMap.class && call.name().equals("entrySet");
    if (goesThrough) {
      return translator.report(
          Problem.CALL,
          "the elements of a Set or Map come in no order that is known while compiling",
          "use a List, or an array");
    }
    if (call.arguments().isEmpty()
        || !(call.argument(0) instanceof Known(Object object))
        || object.getClass().getClassLoader() != null) {
      return null;
    }
    return switch (object) {
      case List<?> list -> on(call, list(list));
      case Set<?> set -> on(call, set(set));
      case Map<?, ?> map -> on(call, map(map));
      default -> null;
    };
  }

  private Operand on(Call call, Operand substitute) {
    var arguments = new ArrayList<>(call.arguments());
    arguments.set(0, substitute);
    return calls.onReceiver(
        new Call(Classes.classOf(substitute), call.name(), call.descriptor(), arguments));
  }

  private Operand list(Call call) {
    boolean asksForNull = call.owner() == Arrays.class;
    return make(
        TableList.class,
        Map.of("elements", array(call.arguments(), call.descriptor())),
        asksForNull);
  }

  /// The arguments as an array, which they may be already.
  private Operand array(List<Operand> arguments, String descriptor) {
    return descriptor.startsWith("([")
        ? translator.arrays().copy(arguments.getFirst())
        : translator.arrays().of(Object.class, arguments);
  }

  private Operand map(Call call) {
    var keys = new ArrayList<Operand>();
    var values = new ArrayList<Operand>();
    for (int i = 0; i < call.arguments().size(); i += 2) {
      keys.add(call.argument(i));
      values.add(call.argument(i + 1));
    }
    return make(
        TableMap.class,
        Map.of(
            "keys",
            translator.arrays().of(Object.class, keys),
            "values",
            translator.arrays().of(Object.class, values)),
        false);
  }

  private Operand list(List<?> list) {
    var elements = tables.computeIfAbsent(list, _ -> List.of(table(list))).getFirst();
    return make(TableList.class, Map.of("elements", elements), asksForNull(list));
  }

  private Operand set(Set<?> set) {
    var elements = tables.computeIfAbsent(set, _ -> List.of(table(sorted(set)))).getFirst();
    return make(TableSet.class, Map.of("elements", elements), asksForNull(set));
  }

  private Operand map(Map<?, ?> map) {
    var entries =
        tables.computeIfAbsent(
            map,
            _ -> {
              var keys = sorted(map.keySet());
              var values = new ArrayList<@Nullable Object>();
              keys.forEach(key -> values.add(map.get(key)));
              return List.of(table(keys), table(values));
            });
    return make(
        TableMap.class,
        Map.of("keys", entries.getFirst(), "values", entries.getLast()),
        asksForNull(map));
  }

  private static Known table(List<?> elements) {
    return new Known(elements.toArray());
  }

  /// In an order that is the same in every JVM, if there is one.
  private static List<?> sorted(Set<?> set) {
    return set.stream().allMatch(Comparable.class::isInstance)
        ? set.stream().sorted().toList()
        : set.stream().sorted(Comparator.comparing(Object::toString)).toList();
  }

  private static boolean asksForNull(Object collection) {
    return !collection.getClass().getName().startsWith("java.util.ImmutableCollections");
  }

  private Operand make(Class<?> type, Map<String, Operand> parts, boolean asksForNull) {
    var object = new Instance(type);
    var fields = new LinkedHashMap<String, Operand>();
    Shapes.fieldNames(type)
        .forEach(
            name -> fields.put(name, parts.getOrDefault(name, Operand.of(asksForNull ? 1 : 0))));
    translator.state().heap().put(object, fields);
    return object;
  }
}
