package io.github.bpf4j.api;

import java.util.function.BiPredicate;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/// An array. All elements are there from the start, their bytes zero.
///
/// Source: `Documentation/bpf/map_array.rst`, `BPF_MAP_TYPE_ARRAY` (Linux 3.19).
///
/// @param <V> elements: a record, a [Struct] class, an enum or a boxed number
public final class BpfArray<V> extends BpfMap {
  private final Class<V> valueType;
  private final MapSource source;

  private BpfArray(Class<V> valueType, int length, @Nullable MapEntries bound) {
    super(new MapSpecification(MapSpecification.Kind.ARRAY, Integer.class, valueType, length));
    this.valueType = valueType;
    this.source = new MapSource(specification(), bound);
  }

  /// An array of `length` elements.
  ///
  /// @throws IllegalArgumentException if the type has no [Layout], or `length` is below 1
  public static <V> BpfArray<V> of(Class<V> valueType, int length) {
    return new BpfArray<>(valueType, length, null);
  }

  @Override
  MapSource source() {
    return source;
  }

  /// The same array over other elements: for runtimes.
  public BpfArray<V> bind(MapEntries entries) {
    return new BpfArray<>(valueType, length(), entries);
  }

  /// The element at `index`, or null if there is none. A copy, but for [Struct] classes: of these it
  /// is the place in the array.
  public @Nullable V get(int index) {
    return valueType.cast(source.current().get(index));
  }

  /// Stores a copy of `value` at `index`.
  ///
  /// @return false if there is no such index
  public boolean set(int index, V value) {
    return source.entries().put(index, value, MapEntries.Mode.ANY);
  }

  /// How many elements there are.
  public int length() {
    return specification().maxEntries();
  }

  /// Hands every element to `action`, with its index, from the first on.
  ///
  /// Source: as [#forEachWhile].
  public void forEach(ObjIntConsumer<? super V> action) {
    for (int i = 0; i < length(); i++) {
      for (Object value : source.entries().getAll(i)) {
        action.accept(valueType.cast(value), i);
      }
    }
  }

  /// Hands elements to `action`, with their indices, from the first on, until it returns false.
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
