package io.github.bpf4j.host;

import io.github.bpf4j.api.BpfLpmTrie;
import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.Layout;
import io.github.bpf4j.api.MapEntries;
import io.github.bpf4j.api.MapSpecification;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects in the bytes of a runtime's map.
final class RawEntries implements MapEntries, OverRaw {
  private final RawMap raw;
  private final Layout keys;
  private final Layout values;
  private final boolean trie;

  /// Bytes from one CPU's value to the next.
  private final int stride;

  private RawEntries(RawMap raw, Layout keys, Layout values, MapSpecification.Kind kind) {
    this.raw = raw;
    this.keys = keys;
    this.values = values;
    this.trie = kind == MapSpecification.Kind.LPM_TRIE;
    this.stride = kind.isPerCpu() ? values.size() + 7 & -8 : values.size();
  }

  static RawEntries of(BpfMap definition, RawMap raw) {
    var specification = definition.specification();
    var keys = specification.keyLayout();
    var values = Layout.of(specification.valueType());
    var entries = new RawEntries(raw, keys, values, specification.kind());
    check("key", keys, raw, entries.keyOffset() + keys.size(), raw.definition().keySize());
    check("value", values, raw, values.size(), raw.definition().valueSize());
    return entries;
  }

  @Override
  public RawMap raw() {
    return raw;
  }

  static void check(String what, Layout layout, RawMap raw, int expected, int actual) {
    if (expected != actual) {
      throw new IllegalArgumentException(
          "a %s of map %s has %d bytes, but %s makes it %d: this is another map"
              .formatted(what, raw.definition().name(), actual, layout, expected));
    }
  }

  @Override
  public @Nullable Object get(Object key) {
    var all = getAll(key);
    return all.isEmpty() ? null : all.getFirst();
  }

  @Override
  public List<Object> getAll(Object key) {
    var bytes = new byte[raw.valueBytes()];
    if (!raw.lookup(encode(key), bytes)) {
      return List.of();
    }
    var all = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += stride) {
      all.add(values.decode(bytes, at));
    }
    return all;
  }

  @Override
  public boolean put(Object key, Object value, Mode mode) {
    var bytes = new byte[raw.valueBytes()];
    for (int at = 0; at < bytes.length; at += stride) {
      values.encode(value, bytes, at);
    }
    var when =
        switch (mode) {
          case ANY -> RawMap.Mode.ANY;
          case IF_ABSENT -> RawMap.Mode.IF_ABSENT;
          case IF_PRESENT -> RawMap.Mode.IF_PRESENT;
        };
    return raw.update(encode(key), bytes, when) == RawMap.Outcome.STORED;
  }

  @Override
  public boolean remove(Object key) {
    return raw.delete(encode(key));
  }

  /// Walks the map. When the key that the walk stands on is removed meanwhile, it begins again, so it
  /// remembers what it saw and gives up after so many steps that it must be chasing its tail.
  @Override
  public List<Object> keys() {
    var seen = new HashSet<ByteBuffer>();
    var keys = new ArrayList<>();
    byte[] key = null;
    for (long steps = 4L * raw.definition().maxEntries() + 64; steps > 0; steps--) {
      var next = new byte[raw.definition().keySize()];
      if (!raw.nextKey(key, next)) {
        break;
      }
      if (seen.add(ByteBuffer.wrap(next))) {
        keys.add(decode(next));
      }
      key = next;
    }
    return keys;
  }

  private int keyOffset() {
    return trie ? Integer.BYTES : 0;
  }

  // struct bpf_lpm_trie_key in include/uapi/linux/bpf.h: a u32 prefix length, then the bytes.
  private byte[] encode(Object key) {
    if (!trie) {
      return keys.encode(key);
    }
    var prefix = (BpfLpmTrie.Prefix) key;
    var bytes = new byte[Integer.BYTES + keys.size()];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(prefix.length());
    keys.encode(prefix.key(), bytes, Integer.BYTES);
    return bytes;
  }

  private Object decode(byte[] bytes) {
    var key = keys.decode(bytes, keyOffset());
    return trie
        ? new BpfLpmTrie.Prefix(key, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt())
        : key;
  }
}
