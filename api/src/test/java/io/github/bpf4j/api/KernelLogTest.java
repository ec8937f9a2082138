package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class KernelLogTest {
  private static final KernelLog LOG = KernelLog.of(KernelLogTest.class);

  @Test
  void recordsUpToTheLevelOfTheLoadReachItsSink() {
    var records = new ArrayList<LogRecord>();
    var load = new JvmLoad(LogLevel.WARN, records::add);

    var result =
        load.run(
            42,
            () -> {
              LOG.error("broken");
              LOG.warn("{} of {}", 1, LogLevel.TRACE);
              LOG.warn("{} {} {}", 1L, 'c', true);
              LOG.info("one {}", 1);
              LOG.debug("nothing");
              LOG.trace("nothing");
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(records)
        .containsExactly(
            new LogRecord(42, LogLevel.ERROR, "KernelLogTest", "broken", List.of()),
            new LogRecord(
                42, LogLevel.WARN, "KernelLogTest", "{} of {}", List.of(1, LogLevel.TRACE)),
            new LogRecord(42, LogLevel.WARN, "KernelLogTest", "{} {} {}", List.of(1L, 'c', true)));
    assertThat(records)
        .extracting(LogRecord::message)
        .containsExactly("broken", "1 of TRACE", "1 c true");
  }

  @Test
  void levelsIncludeThoseOfLessDetail() {
    assertThat(LogLevel.INFO.includes(LogLevel.ERROR)).isTrue();
    assertThat(LogLevel.INFO.includes(LogLevel.INFO)).isTrue();
    assertThat(LogLevel.INFO.includes(LogLevel.DEBUG)).isFalse();
    for (var level : LogLevel.values()) {
      assertThat(level.toSlf4j().name()).isEqualTo(level.name());
    }
  }

  @Test
  void aMessageHasItsArgumentsInPlaceAsFarAsThereAreHoles() {
    assertThat(message("no hole", 1)).isEqualTo("no hole");
    assertThat(message("{} and {}", 1)).isEqualTo("1 and {}");
    assertThat(message("{}{}", "{}", 2)).isEqualTo("{}2");
    assertThat(message("{} end", EtherType.ARP, 2)).isEqualTo("ARP end");
    assertThat(message("")).isEmpty();
  }

  private static String message(String template, Object... arguments) {
    return new LogRecord(0, LogLevel.INFO, "L", template, List.of(arguments)).message();
  }

  @Test
  void outsideOfARuntimeRecordsGoToTheSlf4jLoggerOfTheName() {
    var logger = (Logger) LoggerFactory.getLogger("KernelLogTest");
    var appender = new ListAppender<ILoggingEvent>();
    appender.start();
    logger.setAdditive(false);
    logger.setLevel(Level.TRACE);
    logger.addAppender(appender);
    try {
      LOG.info("from {}", Ipv4Address.of(192, 0, 2, 1));
      LOG.trace("{} {} {}", 1, 2, 3);
    } finally {
      logger.detachAppender(appender);
    }

    assertThat(LOG.name()).isEqualTo("KernelLogTest");
    assertThat(appender.list)
        .extracting(ILoggingEvent::toString)
        .containsExactly("[INFO] from 192.0.2.1", "[TRACE] 1 2 3");
  }
}
