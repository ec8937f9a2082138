package io.github.bpf4j.api;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final JvmTimers timers = new JvmTimers();

  private record Run(JvmLoad load, long timeNanos, Set<Runnable> atEnd) {}

  /// Runs `program` in this thread with the maps and logs of this load.
  ///
  /// @param timeNanos the time of the log records, in nanoseconds since 1970-01-01 UTC
  public <T, X extends Throwable> T run(
      long timeNanos, ScopedValue.CallableOp<? extends T, X> program) throws X {
    var run = new Run(this, timeNanos, new LinkedHashSet<>());
    try {
      return ScopedValue.where(RUN, run).call(program);
    } finally {
      run.atEnd.forEach(Runnable::run);
    }
  }

  /// From now on, `definition` is in this load what `map` is in another one, which [#map] gave.
  ///
  /// @throws IllegalArgumentException if it did not
  public void share(BpfMap definition, BpfMap map) {
    storage.put(definition.source(), JvmViews.storageOf(map));
  }

  /// The map that `definition` is in this load, as user space sees it.
  @SuppressWarnings("unchecked") // a view is of the class of what it is a view of
  public <M extends BpfMap> M map(M definition) {
    return (M) JvmViews.forUserSpace(definition, storage(definition.source()));
  }

  JvmTimers timers() {
    return timers;
  }

  /// Calls what the timer calls whose time came first, if any's has come.
  ///
  /// @param timeNanos the time of the log records, in nanoseconds since 1970-01-01 UTC
  /// @return whether one's time had come
  public boolean runTimer(long timeNanos) {
    var due = timers.due(JvmSources.current().nanoTime().getAsLong());
    if (due == null) {
      return false;
    }
    run(
        timeNanos,
        () -> {
          due.expire();
          return true;
        });
    return true;
  }

  /// The load whose [#run] this thread is in, or null.
  static @Nullable JvmLoad current() {
    return RUN.isBound() ? RUN.get().load : null;
  }

  /// Does `action`, once, when the [#run] that this thread is in has ended.
  ///
  /// @return false outside of one: then it is never done
  static boolean atEnd(Runnable action) {
    if (!RUN.isBound()) {
      return false;
    }
    RUN.get().atEnd.add(action);
    return true;
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
}
