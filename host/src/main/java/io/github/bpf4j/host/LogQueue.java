package io.github.bpf4j.host;

import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.api.LogSink;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The log records of a load on their way to the subscriber: those that come before there is one wait,
/// as far as there is room; the rest is counted as lost. Safe for use by several threads.
public final class LogQueue implements LoadedProgram.Logs {
  private final ArrayDeque<LogRecord> waiting = new ArrayDeque<>();
  private final int capacity;
  private @Nullable LogSink sink;
  private long lost;

  /// A queue with room for `capacity` records.
  public LogQueue(int capacity) {
    this.capacity = capacity;
  }

  /// Hands `record` to the subscriber, or keeps it.
  public synchronized void add(LogRecord record) {
    if (sink != null) {
      sink.accept(record);
    } else if (waiting.size() < capacity) {
      waiting.add(record);
    } else {
      lost++;
    }
  }

  /// How many records found no room.
  public synchronized long lost() {
    return lost;
  }

  @Override
  public synchronized void subscribe(LogSink sink) {
    this.sink = sink;
    while (!waiting.isEmpty()) {
      sink.accept(waiting.remove());
    }
  }
}
