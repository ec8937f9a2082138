package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
