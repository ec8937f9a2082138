package io.github.bpf4j.host;

import io.github.bpf4j.api.Layout;
import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.object.LogSite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes log records of the bytes that a program put into its ring buffer, see [LogSite].
///
/// Bytes that no log statement can have written are counted and left out, and the first of them is
/// reported to SLF4J. Safe for use by several threads.
public final class LogDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(LogDecoder.class);
  private static final LogLevel[] LEVELS = LogLevel.values();

  private final List<Statement> statements;
  private final AtomicLong malformed = new AtomicLong();

  /// A decoder for the statements `sites`, whose argument types `loader` knows.
  ///
  /// @throws IllegalArgumentException if an argument's class is not found or has no [Layout],
  ///     or an argument lies outside of its record
  public LogDecoder(List<LogSite> sites, ClassLoader loader) {
    statements = sites.stream().map(site -> Statement.of(site, loader)).toList();
  }

  private record Statement(LogSite site, LogLevel level, List<Layout> types) {
    static Statement of(LogSite site, ClassLoader loader) {
      var types = site.arguments().stream().map(a -> Layout.of(type(a.type(), loader))).toList();
      for (int i = 0; i < types.size(); i++) {
        int end = site.arguments().get(i).offset() + types.get(i).size();
        if (end > site.size()) {
          throw new IllegalArgumentException(
              "argument %d of log statement \"%s\" ends at byte %d of a record of %d"
                  .formatted(i, site.template(), end, site.size()));
        }
      }
      return new Statement(site, LEVELS[site.level()], types);
    }

    private static Class<?> type(String name, ClassLoader loader) {
      var primitive = Class.forPrimitiveName(name);
      if (primitive != null) {
        return primitive;
      }
      try {
        return Class.forName(name, false, loader);
      } catch (ClassNotFoundException e) {
        throw new IllegalArgumentException(
            "a log statement has an argument of class %s, which is not on the class path"
                .formatted(name),
            e);
      }
    }

    LogRecord decode(byte[] bytes, long timeNanos) {
      var arguments = new ArrayList<>(types.size());
      for (int i = 0; i < types.size(); i++) {
        arguments.add(types.get(i).decode(bytes, site.arguments().get(i).offset()));
      }
      return new LogRecord(
          timeNanos, level, site.logger(), site.template(), List.copyOf(arguments));
    }
  }

  /// The record whose bytes are those of `record` from its position to its limit, or null if they are
  /// none.
  ///
  /// @param timeNanos the record's time, see [Timestamps]
  public @Nullable LogRecord decode(ByteBuffer record, long timeNanos) {
    var bytes = new byte[record.remaining()];
    record.duplicate().get(bytes);
    return decode(bytes, timeNanos);
  }

  /// The record whose bytes are `bytes`, or null if they are none.
  ///
  /// @param timeNanos the record's time, see [Timestamps]
  public @Nullable LogRecord decode(byte[] bytes, long timeNanos) {
    if (bytes.length < Integer.BYTES) {
      return refuse(bytes, "it is too short for the number of its statement");
    }
    int number = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
    if (number < 0 || number >= statements.size()) {
      return refuse(
          bytes,
          "it names log statement %s, and the program has %d"
              .formatted(Integer.toUnsignedString(number), statements.size()));
    }
    var statement = statements.get(number);
    if (bytes.length < statement.site().size()) {
      return refuse(bytes, "its statement writes %d bytes".formatted(statement.site().size()));
    }
    try {
      return statement.decode(bytes, timeNanos);
    } catch (IllegalArgumentException e) {
      return refuse(bytes, String.valueOf(e.getMessage()));
    }
  }

  /// How many times [#decode] got bytes that are no record.
  public long malformed() {
    return malformed.get();
  }

  private @Nullable LogRecord refuse(byte[] bytes, String why) {
    if (malformed.getAndIncrement() == 0) {
      LOG.warn(
          "left out a log record of {} bytes: {}. Further ones are only counted.",
          bytes.length,
          why);
    }
    return null;
  }
}
