package io.github.bpf4j.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Maps within a map: a program finds one of them by a key, and uses it like any other map. User space
/// stores them there, and may exchange one for another while programs run: who looks finds one or the other.
/// Once that is done, no program in the kernel uses the one that was there before.
///
/// ```java
/// static final BpfArrayOfMaps<BpfHashMap<Ipv4Address, Long>> COUNTS =
///     BpfArrayOfMaps.of(BpfHashMap.of(Ipv4Address.class, Long.class, 1_000), 64);
///
/// var counts = COUNTS.get(port);
/// if (counts == null) return XdpAction.PASS; // none is stored there
/// counts.put(ip.source(), 1L);
/// ```
/// All of them are like one that the declaration shows: of its kind, with its types and its size.
///
/// @param <M> the maps within: a hash map, an array, a prefix table, a queue, a stack or a Bloom filter
public abstract sealed class BpfMapOfMaps<M extends BpfMap> extends BpfMap
    permits BpfArrayOfMaps, BpfHashOfMaps {
  private final M template;
  private final InnerMapSource source;

  BpfMapOfMaps(
      MapSpecification.Kind kind,
      Class<?> keyType,
      M template,
      int maxEntries,
      @Nullable InnerMaps bound) {
    super(
        new MapSpecification(
            kind, keyType, Integer.class, maxEntries, 0, template.specification()));
    this.template = template;
    this.source = new InnerMapSource(template, specification(), bound);
  }

  @Override
  final InnerMapSource source() {
    return source;
  }

  /// What the maps within are like. It is none of them.
  public final M template() {
    return template;
  }

  /// A new map like those within, empty, to be stored in this one. User space only.
  ///
  /// It is there for as long as it is stored in a map of maps, or somebody holds the object.
  public final M newMap() {
    return cast(source.now().create());
  }

  final @Nullable M find(Object key) {
    var found = source.now().get(key);
    return found == null ? null : cast(found);
  }

  final boolean store(Object key, M map) {
    var wanted = template.specification();
    if (!Objects.requireNonNull(map, "map").specification().equals(wanted)) {
      throw new IllegalArgumentException(
          "maps within this one are like %s, not like %s".formatted(wanted, map));
    }
    return source.now().put(key, map);
  }

  @SuppressWarnings("unchecked") // only maps like the template are stored
  private M cast(BpfMap map) {
    return (M) template.getClass().cast(map);
  }
}
