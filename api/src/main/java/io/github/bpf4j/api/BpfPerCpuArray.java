package io.github.bpf4j.api;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/// An array with a value for each CPU, so that CPUs never wait for each other: a program sees the
/// value of the CPU it runs on, user space sees all of them. The plain JVM has one CPU.
///
/// Source: `Documentation/bpf/map_array.rst`, `BPF_MAP_TYPE_PERCPU_ARRAY` (Linux 4.6).
///
/// @param <V> elements: a record, a [Struct] class, an enum or a boxed number
public final class BpfPerCpuArray<V> extends BpfMap {
  private final Class<V> valueType;
  private final MapSource source;

  private BpfPerCpuArray(Class<V> valueType, int length, @Nullable MapEntries bound) {
    super(
        new MapSpecification(MapSpecification.Kind.PERCPU_ARRAY, Integer.class, valueType, length));
    this.valueType = valueType;
    this.source = new MapSource(specification(), bound);
  }

  /// An array of `length` elements, their bytes zero at first.
  ///
  /// @throws IllegalArgumentException if the type has no [Layout], or `length` is below 1
  public static <V> BpfPerCpuArray<V> of(Class<V> valueType, int length) {
    return new BpfPerCpuArray<>(valueType, length, null);
  }

  @Override
  MapSource source() {
    return source;
  }

  /// The same array over other elements: for runtimes.
  public BpfPerCpuArray<V> bind(MapEntries entries) {
    return new BpfPerCpuArray<>(valueType, length(), entries);
  }

  /// This CPU's element at `index`, or null if there is none. A copy, but for [Struct] classes: of
  /// these it is the place in the array. In user space there is no such CPU: take [#getAll].
  public @Nullable V get(int index) {
    return valueType.cast(source.current().get(index));
  }

  /// The element at `index` on CPU number `cpu`, or null if there is no such index or CPU. A copy, but for
  /// [Struct] classes: in a program, of these it is the place in the array.
  ///
  /// Source: `bpf_map_lookup_percpu_elem` (Linux 5.19).
  public @Nullable V get(int index, int cpu) {
    return valueType.cast(source.get(index, cpu));
  }

  /// Stores a copy of `value` at `index`: a program for the CPU it runs on, user space for every CPU.
  ///
  /// @return false if there is no such index
  public boolean set(int index, V value) {
    return source.entries().put(index, value, MapEntries.Mode.ANY);
  }

  /// The elements at `index`, one for each possible CPU; empty if there is no such index. User space
  /// only.
  public List<V> getAll(int index) {
    return source.entries().getAll(index).stream().<V>map(valueType::cast).toList();
  }

  /// How many elements there are.
  public int length() {
    return specification().maxEntries();
  }

  /// Hands the elements of all CPUs to `action`, index by index. User space only: a program takes
  /// [#forEachWhile].
  public void forEach(ObjIntConsumer<? super List<V>> action) {
    for (int i = 0; i < length(); i++) {
      action.accept(getAll(i), i);
    }
  }

  /// Hands elements to `action`, with their indices, from the first on, until it returns false; those of the
  /// CPU that runs the program.
  ///
  /// Source: `bpf_for_each_map_elem` (Linux 5.13; bpf4j asks for 6.7, see [BpfLoop]).
  ///
  /// @return how many elements it was given
  public int forEachWhile(BiPredicate<? super V, Integer> action) {
    var current = source.current();
    for (int i = 0; i < length(); i++) {
      for (Object value : current.getAll(i)) {
        if (!action.test(valueType.cast(value), i)) {
          return i + 1;
        }
      }
    }
    return length();
  }
}
