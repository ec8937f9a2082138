package io.github.bpf4j.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.bpf4j.api.BigEndian;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.object.LogSite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogDecoderTest {
  record Flow(Ipv4Address source, @BigEndian short port) {}

  private static final List<LogSite> SITES =
      List.of(
          new LogSite(4, "First", "nothing to say", List.of(), 4),
          new LogSite(
              1,
              "Second",
              "{} {} {} {} {} {}",
              List.of(
                  new LogSite.Argument("byte", 4),
                  new LogSite.Argument("char", 6),
                  new LogSite.Argument("boolean", 8),
                  new LogSite.Argument("long", 16),
                  new LogSite.Argument(EtherType.class.getName(), 24),
                  new LogSite.Argument(Flow.class.getName(), 28)),
              36));

  private final LogDecoder decoder = new LogDecoder(SITES, LogDecoderTest.class.getClassLoader());

  private final ListAppender<ILoggingEvent> reports = new ListAppender<>();

  @BeforeEach
  void listen() {
    reports.start();
    var logger = (Logger) LoggerFactory.getLogger(LogDecoder.class);
    logger.setAdditive(false);
    logger.addAppender(reports);
  }

  @AfterEach
  void stopListening() {
    ((Logger) LoggerFactory.getLogger(LogDecoder.class)).detachAppender(reports);
  }

  private static ByteBuffer bytes(int size, int site) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder()).putInt(0, site);
  }

  private static ByteBuffer second(int etherType) {
    return bytes(40, 1)
        .put(4, (byte) -3)
        .putChar(6, 'x')
        .put(8, (byte) 1)
        .putLong(16, 1L << 40)
        .putInt(24, etherType)
        .put(28, new byte[] {(byte) 192, 0, 2, 7})
        .put(32, new byte[] {0, 53});
  }

  @Test
  void aRecordIsItsStatementAndItsArguments() {
    assertThat(decoder.decode(bytes(4, 0), 42))
        .isEqualTo(new LogRecord(42, LogLevel.TRACE, "First", "nothing to say", List.of()));

    var record = decoder.decode(second(EtherType.IPV6.ordinal()).array(), 43);

    assertThat(record)
        .isEqualTo(
            new LogRecord(
                43,
                LogLevel.WARN,
                "Second",
                "{} {} {} {} {} {}",
                List.of(
                    (byte) -3,
                    'x',
                    true,
                    1L << 40,
                    EtherType.IPV6,
                    new Flow(Ipv4Address.parse("192.0.2.7"), (short) 53))));
    assertThat(decoder.malformed()).isZero();
  }

  @Test
  void onlyTheBytesFromPositionToLimitCount() {
    var buffer = ByteBuffer.allocate(64);
    buffer.put(9, second(0).array()).position(9).limit(49);
    assertThat(decoder.decode(buffer, 0)).isNotNull();
    assertThat(buffer.position()).isEqualTo(9);
  }

  @Test
  void whatIsNoRecordIsCounted() {
    assertThat(decoder.decode(new byte[3], 0)).as("no number").isNull();
    assertThat(decoder.decode(bytes(4, 2), 0)).as("unknown statement").isNull();
    assertThat(decoder.decode(bytes(4, -1), 0)).as("unknown statement").isNull();
    assertThat(decoder.decode(second(0).slice(0, 35), 0)).as("too short").isNull();
    assertThat(decoder.decode(second(EtherType.values().length), 0)).as("no constant").isNull();
    assertThat(decoder.malformed()).isEqualTo(5);
    assertThat(reports.list)
        .as("the first is reported")
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "left out a log record of 3 bytes: it is too short for the number of its statement."
                + " Further ones are only counted.");
  }

  @Test
  void noBytesMakeItFail() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    int decoded = 0;
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextInt(48)];
      random.nextBytes(bytes);
      if (bytes.length >= 4 && random.nextBoolean()) {
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(random.nextInt(3));
      }
      decoded += decoder.decode(bytes, 0) == null ? 0 : 1;
    }
    assertThat(decoder.malformed() + decoded).as("seed %d", seed).isEqualTo(20_000);
    assertThat(decoded).as("seed %d", seed).isPositive();
  }

  @Test
  void aClassThatIsNotThereIsNamed() {
    var site = new LogSite(0, "L", "{}", List.of(new LogSite.Argument("no.Such", 4)), 8);
    assertThatThrownBy(() -> new LogDecoder(List.of(site), getClass().getClassLoader()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no.Such");
  }

  @Test
  void anArgumentOutsideOfItsRecordIsRefused() {
    var site = new LogSite(0, "L", "n {}", List.of(new LogSite.Argument("long", 8)), 12);
    assertThatThrownBy(() -> new LogDecoder(List.of(site), getClass().getClassLoader()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("argument 0 of log statement \"n {}\" ends at byte 16 of a record of 12");
  }
}
