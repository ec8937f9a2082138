package io.github.bpf4j.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A map of maps of the plain JVM, as programs see it: maps within are bound to their storage as it is.
final class JvmInnerMaps implements InnerMaps {
  private final Map<Object, BpfMap> maps = new LinkedHashMap<>();
  private final BpfMap template;
  private final int capacity;
  private final boolean isArray;

  JvmInnerMaps(BpfMap template, MapSpecification specification) {
    this.template = template;
    capacity = specification.maxEntries();
    isArray = specification.kind() == MapSpecification.Kind.ARRAY_OF_MAPS;
  }

  @Override
  public synchronized @Nullable BpfMap get(Object key) {
    return maps.get(key);
  }

  @Override
  public synchronized boolean put(Object key, BpfMap map) {
    boolean fits =
        isArray
            ? Integer.compareUnsigned((Integer) key, capacity) < 0
            : maps.containsKey(key) || maps.size() < capacity;
    if (fits) {
      maps.put(key, JvmViews.bind(template, JvmViews.storageOf(map)));
    }
    return fits;
  }

  @Override
  public synchronized boolean remove(Object key) {
    return maps.remove(key) != null;
  }

  @Override
  public synchronized List<Object> keys() {
    return List.copyOf(maps.keySet());
  }

  @Override
  public BpfMap create() {
    return JvmViews.bind(template, template.source().newStorage());
  }
}
