package io.github.bpf4j.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The maps within a [BpfMapOfMaps], wherever they are: what runtimes implement. Keys are objects of the
/// map's key type, `Integer` indices for arrays. Safe for use by several threads.
public interface InnerMaps {
  /// The map that is stored under `key`, or null if there is none.
  @Nullable BpfMap get(Object key);

  /// Stores `map`, which is like those within, in place of what is stored under `key`.
  ///
  /// @return false if there is no room, or no such index
  /// @throws IllegalArgumentException if the map is in another runtime, or in none
  boolean put(Object key, BpfMap map);

  /// Takes out what is stored under `key` and says whether there was anything.
  boolean remove(Object key);

  /// The keys at this moment; those of an array may be indices of empty places.
  List<Object> keys();

  /// A new map like those within, empty, that is stored nowhere yet.
  BpfMap create();
}
