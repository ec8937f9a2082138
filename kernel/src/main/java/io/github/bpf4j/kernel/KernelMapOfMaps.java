package io.github.bpf4j.kernel;

import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RawMaps;
import io.github.bpf4j.kernel.bpf.ObjectCommands;
import io.github.bpf4j.object.MapDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A map of maps of the kernel. The kernel keeps the maps within; here are those of them that this process
/// has in hand, which are closed when nobody uses them any more.
final class KernelMapOfMaps implements RawMap, RawMaps, AutoCloseable {
  private final KernelMap map;

  /// What was stored from here: to open a map by its id takes more privileges than to use it.
  private final Map<ByteBuffer, KernelMap> stored = new ConcurrentHashMap<>();

  private final Set<KernelMap> open =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  KernelMapOfMaps(KernelMap map) {
    this.map = map;
  }

  /// The map of maps itself.
  KernelMap map() {
    return map;
  }

  @Override
  public RawMap newMap() {
    return inHand(KernelMap.create(Objects.requireNonNull(definition().inner()), map.innerTypes()));
  }

  private KernelMap inHand(KernelMap inner) {
    open.add(inner);
    inner.descriptor().closeAfter(inner);
    return inner;
  }

  @Override
  public @Nullable RawMap get(byte[] key) {
    var id = new byte[Integer.BYTES];
    if (!map.lookup(key, id)) {
      return null;
    }
    int number = ByteBuffer.wrap(id).order(ByteOrder.nativeOrder()).getInt();
    var known = stored.get(ByteBuffer.wrap(key));
    if (known != null && ObjectCommands.map(known.descriptor()).id() == number) {
      return known;
    }
    return inHand(Objects.requireNonNull(KernelMap.open(number)));
  }

  @Override
  public boolean put(byte[] key, RawMap inner) {
    if (!(inner instanceof KernelMap kernelMap)) {
      throw new IllegalArgumentException(
          "%s is in the kernel, and takes no map of another runtime"
              .formatted(map.descriptor().what()));
    }
    boolean done = map.store(key, kernelMap.descriptor());
    if (done) {
      stored.put(ByteBuffer.wrap(key.clone()), kernelMap);
    }
    return done;
  }

  @Override
  public boolean delete(byte[] key) {
    boolean done = map.delete(key);
    stored.remove(ByteBuffer.wrap(key));
    return done;
  }

  @Override
  public MapDefinition definition() {
    return map.definition();
  }

  @Override
  public int valueBytes() {
    return map.valueBytes();
  }

  @Override
  public boolean lookup(byte[] key, byte[] value) {
    return map.lookup(key, value);
  }

  @Override
  public Outcome update(byte[] key, byte[] value, Mode mode) {
    return map.update(key, value, mode);
  }

  @Override
  public boolean nextKey(byte @Nullable [] key, byte[] next) {
    return map.nextKey(key, next);
  }

  /// Closes the maps within that were made or opened here.
  @Override
  public void close() {
    List.copyOf(open).forEach(KernelMap::close);
  }
}
