package io.github.bpf4j.agreement;

import io.github.bpf4j.api.BpfArray;
import io.github.bpf4j.api.BpfArrayOfMaps;
import io.github.bpf4j.api.BpfAtomicInteger;
import io.github.bpf4j.api.BpfAtomicLong;
import io.github.bpf4j.api.BpfBloomFilter;
import io.github.bpf4j.api.BpfCpuMap;
import io.github.bpf4j.api.BpfDeviceMap;
import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.BpfHashOfMaps;
import io.github.bpf4j.api.BpfLpmTrie;
import io.github.bpf4j.api.BpfLruHashMap;
import io.github.bpf4j.api.BpfLruPerCpuHashMap;
import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.BpfPerCpuArray;
import io.github.bpf4j.api.BpfPerCpuHashMap;
import io.github.bpf4j.api.BpfRingBuf;
import io.github.bpf4j.api.BpfSequence;
import io.github.bpf4j.api.BpfTailCalls;
import io.github.bpf4j.api.BpfXskMap;
import io.github.bpf4j.api.KernelOwned;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.LoadedProgram;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The contents of a program's maps as text, to be compared: `MAP key = value`; of maps within a map,
/// `MAP key of the map: key = value`.
///
/// Arrays of more than 10,000 entries are left out, as it takes long to read them.
/// The values of a per-CPU map are added up, field by field, as a program may run on any CPU.
final class MapText {
  private static final int LARGE = 10_000;

  private final LoadedProgram loaded;
  private final Map<String, BpfMap> maps = new TreeMap<>();

  MapText(CompiledProgram program, LoadedProgram loaded) {
    this.loaded = loaded;
    for (int i = 0; i < program.maps().size(); i++) {
      var map = program.maps().get(i);
      if (map != null) {
        maps.put(program.object().maps().get(i).name(), map);
      }
    }
  }

  /// Adds all events of ring buffers to `events`.
  void subscribe(List<String> events) {
    maps.forEach((name, map) -> {
      if (map instanceof BpfRingBuf<?> ring) {
        loaded.map(ring).subscribe(event -> events.add(name + " " + text(event)));
      }
    });
  }

  /// The entries of all other maps, sorted.
  List<String> entries() {
    var entries = new ArrayList<String>();
    maps.forEach((name, map) -> {
      for (var entry : entries(loaded.map(map))) {
        entries.add(name + " " + entry);
      }
    });
    entries.sort(null);
    return entries;
  }

  private static List<String> entries(BpfMap map) {
    var entries = new ArrayList<String>();
    switch (map) {
      case BpfHashMap<?, ?> hash -> hash.forEach((k, v) -> entries.add(entry(k, v)));
      case BpfLruHashMap<?, ?> hash -> hash.forEach((k, v) -> entries.add(entry(k, v)));
      case BpfPerCpuHashMap<?, ?> hash -> hash.forEach((k, v) -> entries.add(sum(k, v)));
      case BpfLruPerCpuHashMap<?, ?> hash -> hash.forEach((k, v) -> entries.add(sum(k, v)));
      case BpfArray<?> array when array.specification().maxEntries() > LARGE -> {}
      case BpfArray<?> array -> array.forEach((v, i) -> entries.add(entry(i, v)));
      case BpfPerCpuArray<?> array -> array.forEach((v, i) -> entries.add(sum(i, v)));
      case BpfLpmTrie<?, ?> trie ->
          trie.forEach((k, length, v) -> entries.add(entry(text(k) + "/" + length, v)));
      case BpfSequence<?> sequence -> {
        for (int i = 0; sequence.pop() instanceof Object value; i++) {
          entries.add(entry(i, value));
        }
      }
      case BpfDeviceMap devices -> devices.snapshot().forEach((k, v) -> entries.add(entry(k, v)));
      case BpfCpuMap cpus -> cpus.snapshot().forEach((k, v) -> entries.add(entry(k, v)));
      case BpfArrayOfMaps<?> outer -> {
        for (int i = 0; i < outer.length(); i++) {
          entries.addAll(within(i, outer.get(i)));
        }
      }
      case BpfHashOfMaps<?, ?> outer -> entries.addAll(within(outer));
      case BpfBloomFilter<?> _, BpfTailCalls _, BpfRingBuf<?> _, BpfXskMap _ -> {}
    }
    return entries;
  }

  private static <K> List<String> within(BpfHashOfMaps<K, ?> outer) {
    return outer.keys().stream().flatMap(key -> within(key, outer.get(key)).stream()).toList();
  }

  /// The entries of the map that is stored under `key`: `key: 1 = 2`.
  private static List<String> within(Object key, @Nullable BpfMap map) {
    return map == null
        ? List.of()
        : entries(map).stream().map(entry -> text(key) + ": " + entry).toList();
  }

  private static String entry(Object key, Object value) {
    return text(key) + " = " + text(value);
  }

  /// A value of a map or a static variable.
  static String text(Object value) {
    if (value.getClass().isArray()) {
      return IntStream.range(0, Array.getLength(value))
          .mapToObj(i -> text(Objects.requireNonNull(Array.get(value, i))))
          .collect(Collectors.joining(" ", "[", "]"));
    }
    if (value instanceof BpfAtomicLong
        || value instanceof BpfAtomicInteger
        || !value.getClass().isAnnotationPresent(Struct.class)) {
      return Objects.toString(value);
    }
    var text = new StringJoiner(" ", "{", "}");
    fields(value).forEach((name, field) -> text.add(name + "=" + text(field)));
    return text.toString();
  }

  private static String sum(Object key, List<?> values) {
    if (values.getFirst() instanceof Number) {
      return entry(key, values.stream().mapToLong(v -> ((Number) v).longValue()).sum());
    }
    var sums = new TreeMap<String, Long>();
    for (Object value : values) {
      fields(value).forEach((name, v) -> sums.merge(name, ((Number) v).longValue(), Long::sum));
    }
    return entry(key, sums);
  }

  private static Map<String, Object> fields(Object value) {
    var fields = new java.util.LinkedHashMap<String, Object>();
    for (Field field : Arrays.asList(value.getClass().getDeclaredFields())) {
      if (!Modifier.isStatic(field.getModifiers())
          && !KernelOwned.class.isAssignableFrom(field.getType())) {
        try {
          field.setAccessible(true);
          fields.put(field.getName(), Objects.requireNonNull(field.get(value)));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return fields;
  }
}
