package io.github.bpf4j.vm.map;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.RawValues;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.vm.memory.Region;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A map without keys: a queue, a stack or a Bloom filter. Programs never get hold of its memory.
public abstract sealed class ValueMap extends VmMap implements RawValues
    permits SequenceMap, BloomMap {
  ValueMap(MapDefinition definition) {
    super(definition);
  }

  /// Adds the value in `from` at `at`.
  ///
  /// @return 0 or a negative error number
  public abstract int push(byte[] from, int at, long flags);

  /// Moves the value whose turn it is to `into` at `at`.
  ///
  /// @return 0 or a negative error number
  public abstract int pop(byte[] into, int at);

  /// Copies the value whose turn it is; a Bloom filter is asked for the value in `into`.
  ///
  /// @return 0 or a negative error number
  public abstract int peek(byte[] into, int at);

  /// Whether [#peek] reads the value instead of writing it.
  public abstract boolean asks();

  @Override
  public final List<Region> regions() {
    return List.of();
  }

  @Override
  public final int valueBytes() {
    return definition().valueSize();
  }

  @Override
  public final boolean push(byte[] value, boolean evict) {
    checkValue(value);
    return push(value, 0, evict ? Mode.IF_PRESENT.ordinal() : Mode.ANY.ordinal()) == 0;
  }

  @Override
  public final boolean pop(byte[] value) {
    checkValue(value);
    return pop(value, 0) == 0;
  }

  @Override
  public final boolean peek(byte[] value) {
    checkValue(value);
    return peek(value, 0) == 0;
  }

  private void checkValue(byte[] value) {
    if (value.length != valueBytes()) {
      throw new IllegalArgumentException(
          "a value of map %s has %d bytes, not %d"
              .formatted(definition().name(), valueBytes(), value.length));
    }
  }

  @Override
  public final boolean lookup(byte[] key, byte[] value) {
    throw noKeys();
  }

  @Override
  public final Outcome update(byte[] key, byte[] value, Mode mode) {
    throw noKeys();
  }

  @Override
  public final boolean delete(byte[] key) {
    throw noKeys();
  }

  @Override
  public final boolean nextKey(byte @Nullable [] key, byte[] next) {
    throw noKeys();
  }

  private BpfException noKeys() {
    return new BpfException(
        "map %s (%s) has no keys: push, pop and peek"
            .formatted(definition().name(), definition().type()));
  }
}
