package io.github.bpf4j.host;

import io.github.bpf4j.api.BpfArray;
import io.github.bpf4j.api.BpfArrayOfMaps;
import io.github.bpf4j.api.BpfBloomFilter;
import io.github.bpf4j.api.BpfCpuMap;
import io.github.bpf4j.api.BpfDevHashMap;
import io.github.bpf4j.api.BpfDevMap;
import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.BpfHashOfMaps;
import io.github.bpf4j.api.BpfLpmTrie;
import io.github.bpf4j.api.BpfLruHashMap;
import io.github.bpf4j.api.BpfLruPerCpuHashMap;
import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.BpfMapOfMaps;
import io.github.bpf4j.api.BpfPerCpuArray;
import io.github.bpf4j.api.BpfPerCpuHashMap;
import io.github.bpf4j.api.BpfQueue;
import io.github.bpf4j.api.BpfRingBuf;
import io.github.bpf4j.api.BpfStack;
import io.github.bpf4j.api.BpfTailCalls;
import io.github.bpf4j.api.BpfXskMap;
import io.github.bpf4j.api.InnerMaps;
import io.github.bpf4j.api.Layout;
import io.github.bpf4j.api.MapPrograms;
import io.github.bpf4j.api.MapValues;
import io.github.bpf4j.api.RingRecords;
import io.github.bpf4j.api.XdpProgram;
import io.github.bpf4j.compiler.CompiledProgram;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Typed maps over the maps of a runtime, which are bytes.
public final class TypedMaps {
  private TypedMaps() {}

  /// The index in the program's object of the map that `definition`, a static field, defines.
  ///
  /// @throws IllegalArgumentException if the program does not use that map
  public static int indexOf(CompiledProgram program, BpfMap definition) {
    var used = new StringJoiner(", ").setEmptyValue("none");
    for (int i = 0; i < program.maps().size(); i++) {
      var map = program.maps().get(i);
      if (map == definition) {
        return i;
      } else if (map != null) {
        used.add(program.object().maps().get(i).name());
      }
    }
    throw new IllegalArgumentException(
        "program %s does not use this map (%s): it uses %s"
            .formatted(program.program().name(), definition, used));
  }

  /// The typed map of the class and types of `definition`, over `raw`.
  ///
  /// @throws IllegalArgumentException if the sizes differ, or `definition` is a ring buffer and `raw`
  ///     cannot be read as one
  @SuppressWarnings("unchecked") // each case gives the class that it was given
  public static <M extends BpfMap> M bind(M definition, RawMap raw) {
    return (M)
        switch ((BpfMap) definition) {
          case BpfHashMap<?, ?> map -> map.bind(RawEntries.of(map, raw));
          case BpfLruHashMap<?, ?> map -> map.bind(RawEntries.of(map, raw));
          case BpfPerCpuHashMap<?, ?> map -> map.bind(RawEntries.of(map, raw));
          case BpfLruPerCpuHashMap<?, ?> map -> map.bind(RawEntries.of(map, raw));
          case BpfArray<?> map -> map.bind(RawEntries.of(map, raw));
          case BpfPerCpuArray<?> map -> map.bind(RawEntries.of(map, raw));
          case BpfLpmTrie<?, ?> map -> map.bind(RawEntries.of(map, raw));
          case BpfDevMap map -> map.bind(RawEntries.of(map, raw));
          case BpfDevHashMap map -> map.bind(RawEntries.of(map, raw));
          case BpfCpuMap map -> map.bind(RawEntries.of(map, raw));
          case BpfXskMap map -> map.bind(RawEntries.of(map, raw));
          case BpfRingBuf<?> map -> map.bind(records(map, raw));
          case BpfTailCalls map -> map.bind(programs(raw));
          case BpfArrayOfMaps<?> map -> map.bind(maps(map, raw));
          case BpfHashOfMaps<?, ?> map -> map.bind(maps(map, raw));
          case BpfQueue<?> map -> map.bind(values(map, raw));
          case BpfStack<?> map -> map.bind(values(map, raw));
          case BpfBloomFilter<?> map -> map.bind(values(map, raw));
        };
  }

  private static MapPrograms programs(RawMap raw) {
    if (!(raw instanceof RawPrograms programs)) {
      throw new IllegalArgumentException(
          "%s is no array of programs".formatted(raw.definition().name()));
    }
    return new Programs(raw, programs);
  }

  private record Programs(RawMap raw, RawPrograms programs) implements MapPrograms, OverRaw {
    @Override
    public boolean set(int index, XdpProgram program) {
      if (!(program instanceof LoadedProgram loaded)) {
        throw new IllegalArgumentException("an array of programs takes loaded programs");
      }
      return programs.set(index, loaded);
    }

    @Override
    public boolean clear(int index) {
      return programs.clear(index);
    }

    @Override
    public @Nullable XdpProgram get(int index) {
      throw new UnsupportedOperationException("only programs make tail calls");
    }
  }

  private static InnerMaps maps(BpfMapOfMaps<?> definition, RawMap raw) {
    if (!(raw instanceof RawMaps maps)) {
      throw new IllegalArgumentException("%s is no map of maps".formatted(raw.definition().name()));
    }
    var keys = definition.specification().keyLayout();
    return new Maps(keys, RawEntries.of(definition, raw), maps, definition.template());
  }

  private record Maps(Layout layout, RawEntries entries, RawMaps maps, BpfMap template)
      implements InnerMaps, OverRaw {
    @Override
    public RawMap raw() {
      return entries.raw();
    }

    @Override
    public @Nullable BpfMap get(Object key) {
      var found = maps.get(layout.encode(key));
      return found == null ? null : bind(template, found);
    }

    @Override
    public boolean put(Object key, BpfMap map) {
      var raw = OverRaw.of(map);
      if (raw == null) {
        throw new IllegalArgumentException(
            "%s is no map of a loaded program: take one that newMap() or program.map(…) gave"
                .formatted(map));
      }
      return maps.put(layout.encode(key), raw);
    }

    @Override
    public boolean remove(Object key) {
      return entries.remove(key);
    }

    @Override
    public List<Object> keys() {
      return entries.keys();
    }

    @Override
    public BpfMap create() {
      return bind(template, maps.newMap());
    }
  }

  private static MapValues values(BpfMap definition, RawMap raw) {
    var layout = Layout.of(definition.specification().valueType());
    RawEntries.check("value", layout, raw, layout.size(), raw.definition().valueSize());
    if (!(raw instanceof RawValues values)) {
      throw new IllegalArgumentException(
          "%s is no queue, stack or Bloom filter".formatted(raw.definition().name()));
    }
    return new Values(layout, raw, values);
  }

  private record Values(Layout layout, RawMap raw, RawValues values) implements MapValues, OverRaw {
    @Override
    public boolean push(Object value, boolean evict) {
      return values.push(layout.encode(value), evict);
    }

    @Override
    public @Nullable Object pop() {
      var bytes = new byte[layout.size()];
      return values.pop(bytes) ? layout.decode(bytes, 0) : null;
    }

    @Override
    public @Nullable Object peek() {
      var bytes = new byte[layout.size()];
      return values.peek(bytes) ? layout.decode(bytes, 0) : null;
    }

    @Override
    public boolean mayContain(Object value) {
      return values.peek(layout.encode(value));
    }
  }

  private static RingRecords records(BpfRingBuf<?> definition, RawMap raw) {
    if (!(raw instanceof RawRing ring)) {
      throw new IllegalArgumentException(
          "%s is no ring buffer that user space can read".formatted(raw.definition().name()));
    }
    return new Events(Layout.of(definition.specification().valueType()), raw, ring);
  }

  private record Events(Layout layout, RawMap raw, RawRing ring) implements RingRecords, OverRaw {
    @Override
    public boolean output(Object event) {
      throw onlyPrograms();
    }

    @Override
    public @Nullable Object reserve() {
      throw onlyPrograms();
    }

    @Override
    public void release(Object event, boolean submit) {
      throw onlyPrograms();
    }

    @Override
    public boolean isReserved(Object event) {
      throw onlyPrograms();
    }

    private static UnsupportedOperationException onlyPrograms() {
      return new UnsupportedOperationException(
          "only programs write to a ring buffer, user space reads: use subscribe");
    }

    @Override
    public void subscribe(Consumer<Object> consumer) {
      ring.subscribe(bytes -> consumer.accept(layout.decode(bytes, 0)));
    }
  }
}
