package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// An array of maps, with a map at an index or none.
///
/// Source: `Documentation/bpf/map_of_maps.rst`, `BPF_MAP_TYPE_ARRAY_OF_MAPS` (Linux 4.12).
///
/// @param <M> the maps within
public final class BpfArrayOfMaps<M extends BpfMap> extends BpfMapOfMaps<M> {
  private BpfArrayOfMaps(M template, int length, @Nullable InnerMaps bound) {
    super(MapSpecification.Kind.ARRAY_OF_MAPS, Integer.class, template, length, bound);
  }

  /// An array of `length` maps like `template`, none there at first.
  ///
  /// @throws IllegalArgumentException if such maps cannot be within another, or `length` is below 1
  public static <M extends BpfMap> BpfArrayOfMaps<M> of(M template, int length) {
    return new BpfArrayOfMaps<>(template, length, null);
  }

  /// The same array over other maps: for runtimes.
  public BpfArrayOfMaps<M> bind(InnerMaps maps) {
    return new BpfArrayOfMaps<>(template(), length(), maps);
  }

  /// The map at `index`, or null if there is none, or no such index.
  public @Nullable M get(int index) {
    return find(index);
  }

  /// Stores `map` at `index`, in place of what was there. User space only.
  ///
  /// @return false if there is no such index
  /// @throws IllegalArgumentException if the map is another runtime's, or not like those within
  public boolean set(int index, M map) {
    return store(index, map);
  }

  /// Takes out the map at `index`. User space only.
  ///
  /// @return whether there was one
  public boolean clear(int index) {
    return source().now().remove(index);
  }

  /// How many maps there can be.
  public int length() {
    return specification().maxEntries();
  }
}
