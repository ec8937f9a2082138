package io.github.bpf4j.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program's load on the plain JVM: maps and logs of its own, so that one class can be loaded many
/// times. Made by the runtime; whatever runs inside [#run] finds it by itself.
public final class JvmLoad {
  private static final ScopedValue<Run> RUN = ScopedValue.newInstance();

  private final LogLevel limit;
  private final LogSink sink;
  private final Map<Source<?>, Object> storage =
      Collections.synchronizedMap(new IdentityHashMap<>());

  /// A load with empty maps, whose log records up to `limit` go to `sink`.
  public JvmLoad(LogLevel limit, LogSink sink) {
    this.limit = limit;
    this.sink = sink;
  }

  private record Run(JvmLoad load, long timeNanos, List<Runnable> atEnd) {}

  /// Runs `program` in this thread with the maps and logs of this load.
  ///
  /// @param timeNanos the time of the log records, in nanoseconds since 1970-01-01 UTC
  public <T, X extends Throwable> T run(
      long timeNanos, ScopedValue.CallableOp<? extends T, X> program) throws X {
    var run = new Run(this, timeNanos, new ArrayList<>());
    try {
      return ScopedValue.where(RUN, run).call(program);
    } finally {
      run.atEnd.forEach(Runnable::run);
    }
  }

  /// The map that `definition` is in this load, as user space sees it.
  @SuppressWarnings("unchecked") // each case gives the class that it was given
  public <M extends BpfMap> M map(M definition) {
    return (M)
        switch ((BpfMap) definition) {
          case BpfHashMap<?, ?> map -> map.bind(forUserSpace(map.source()));
          case BpfLruHashMap<?, ?> map -> map.bind(forUserSpace(map.source()));
          case BpfPerCpuHashMap<?, ?> map -> map.bind(forUserSpace(map.source()));
          case BpfLruPerCpuHashMap<?, ?> map -> map.bind(forUserSpace(map.source()));
          case BpfArray<?> map -> map.bind(forUserSpace(map.source()));
          case BpfPerCpuArray<?> map -> map.bind(forUserSpace(map.source()));
          case BpfLpmTrie<?, ?> map -> map.bind(forUserSpace(map.source()));
          case BpfRingBuf<?> map -> map.bind(storage(map.source()));
          case BpfQueue<?> map -> map.bind(storage(map.source()));
          case BpfStack<?> map -> map.bind(storage(map.source()));
          case BpfBloomFilter<?> map -> map.bind(storage(map.source()));
          case BpfTailCalls map -> map.bind(storage(map.source()));
          case BpfDevMap map -> map.bind(forUserSpace(map.source()));
          case BpfDevHashMap map -> map.bind(forUserSpace(map.source()));
          case BpfCpuMap map -> map.bind(forUserSpace(map.source()));
          case BpfXskMap map -> map.bind(forUserSpace(map.source()));
        };
  }

  /// The load whose [#run] this thread is in, or null.
  static @Nullable JvmLoad current() {
    return RUN.isBound() ? RUN.get().load : null;
  }

  /// Does `action` when the [#run] that this thread is in has ended; never outside of one.
  static void atEnd(Runnable action) {
    if (RUN.isBound()) {
      RUN.get().atEnd.add(action);
    }
  }

  /// Takes a log record if this thread is in a load's [#run], and says whether it is.
  static boolean log(LogLevel level, String logger, String template, List<Object> arguments) {
    if (!RUN.isBound()) {
      return false;
    }
    var run = RUN.get();
    if (run.load.limit.includes(level)) {
      run.load.sink.accept(new LogRecord(run.timeNanos, level, logger, template, arguments));
    }
    return true;
  }

  @SuppressWarnings("unchecked") // what a source makes is its own
  <T> T storage(Source<T> source) {
    return (T) storage.computeIfAbsent(source, Source::newStorage);
  }

  private MapEntries forUserSpace(MapSource source) {
    return new UserView(storage(source), Layout.of(source.specification().valueType()));
  }

  /// Gives copies where programs get references, and does not count as use for eviction.
  private record UserView(MapEntries entries, Layout values) implements MapEntries {
    @Override
    public @Nullable Object get(Object key) {
      if (key instanceof BpfLpmTrie.Prefix) {
        var value = entries.get(key);
        return value == null ? null : values.copy(value);
      }
      var all = getAll(key);
      return all.isEmpty() ? null : all.getFirst();
    }

    @Override
    public List<Object> getAll(Object key) {
      return entries.getAll(key).stream().map(values::copy).toList();
    }

    @Override
    public boolean put(Object key, Object value, Mode mode) {
      return entries.put(key, value, mode);
    }

    @Override
    public boolean remove(Object key) {
      return entries.remove(key);
    }

    @Override
    public List<Object> keys() {
      return entries.keys();
    }
  }
}
