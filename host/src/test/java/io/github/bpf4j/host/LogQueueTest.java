package io.github.bpf4j.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.api.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogQueueTest {
  private static LogRecord record(LogLevel level, String template, Object... arguments) {
    return new LogRecord(0, level, "LogQueueTest", template, List.of(arguments));
  }

  @Test
  void recordsWaitForASubscriberAsFarAsThereIsRoom() {
    var queue = new LogQueue(2);
    var one = record(LogLevel.INFO, "one");
    var two = record(LogLevel.INFO, "two");
    var three = record(LogLevel.INFO, "three");
    Stream.of(one, two, three).forEach(queue::add);
    var first = new ArrayList<LogRecord>();
    var second = new ArrayList<LogRecord>();

    queue.subscribe(first::add);
    queue.add(three);
    queue.subscribe(second::add);
    queue.add(one);

    assertThat(first).containsExactly(one, two, three);
    assertThat(second).containsExactly(one);
    assertThat(queue.lost()).isEqualTo(1);
  }

  @Test
  void toSlf4jKeepsLevelTemplateAndArguments() {
    var logger = (Logger) LoggerFactory.getLogger("LogQueueTest");
    var appender = new ListAppender<ILoggingEvent>();
    appender.start();
    logger.setAdditive(false);
    logger.setLevel(Level.TRACE);
    logger.addAppender(appender);
    try {
      var queue = new LogQueue(1);
      queue.toSlf4j();
      for (var level : LogLevel.values()) {
        queue.add(record(level, "{} of {}", level.ordinal(), 5));
      }
    } finally {
      logger.detachAppender(appender);
    }

    assertThat(appender.list)
        .extracting(ILoggingEvent::toString)
        .containsExactly(
            "[ERROR] 0 of 5", "[WARN] 1 of 5", "[INFO] 2 of 5", "[DEBUG] 3 of 5", "[TRACE] 4 of 5");
  }
}
