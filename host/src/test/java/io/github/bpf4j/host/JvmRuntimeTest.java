package io.github.bpf4j.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JvmRuntimeTest {
  private static final byte[] IPV4 =
      HexFormat.of()
          .parseHex(
              "0200000000020200000000010800" + "4500001400000000401100" + "00c0000207c6336407");
  private static final byte[] IPV6 = HexFormat.of().parseHex("02000000000202000000000186dd60");

  private static LoadedProgram load(String method, LoadOptions options) {
    try {
      var compiled = Programs.compiled(Programs.class.getDeclaredMethod(method, XdpContext.class));
      return new JvmRuntime().load(compiled, options);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static LoadedProgram load(String method) {
    return load(method, LoadOptions.DEFAULT);
  }

  @Test
  void theMethodItselfRunsAndItsLogIsHandedOver() {
    assertThat(new JvmRuntime().name()).isEqualTo("jvm");
    try (var program = load("sources")) {
      assertThat(program.name()).isEqualTo("sources");
      var records = new ArrayList<LogRecord>();
      program.logs().subscribe(records::add);
      var packet = XdpPacket.of(IPV4);
      packet.receivedAt(1_700_000_000_123_456_789L);

      assertThat(program.run(packet)).isEqualTo(XdpAction.PASS.ordinal());
      assertThat(program.run(XdpPacket.of(IPV6))).isEqualTo(XdpAction.PASS.ordinal());

      assertThat(records)
          .containsExactly(
              new LogRecord(
                  1_700_000_000_123_456_789L,
                  LogLevel.INFO,
                  "Programs",
                  "IPv4 Source Address: {}",
                  List.of(Ipv4Address.parse("192.0.2.7"))));
      assertThat(program.accounting()).isEqualTo(new Accounting(0, List.of()));
    }
  }

  @Test
  void recordsAreFilteredByLevelAndATimeIsFound() {
    long before = Timestamps.now();
    try (var program = load("sources", LoadOptions.DEFAULT.withLogLevel(LogLevel.TRACE))) {
      program.run(XdpPacket.of(IPV6));
      var records = new ArrayList<LogRecord>();
      program.logs().subscribe(records::add);
      assertThat(records)
          .singleElement()
          .extracting(LogRecord::message)
          .isEqualTo("not IPv4: " + EtherType.IPV6);
      assertThat(records.getFirst().timeNanos()).isBetween(before, Timestamps.now());
    }
    try (var program = load("sources", LoadOptions.DEFAULT.withLogLevel(LogLevel.WARN))) {
      program.run(XdpPacket.of(IPV4));
      program.logs().subscribe(_ -> assertThat(true).as("a record below the level").isFalse());
    }
  }

  @Test
  void anUncaughtExceptionAbortsAndIsCountedByLine() throws Exception {
    try (var program = load("sources")) {
      for (int length = 0; length < 34; length++) {
        assertThat(program.run(XdpPacket.of(java.util.Arrays.copyOf(IPV4, length))))
            .isEqualTo(XdpAction.ABORTED.ordinal());
      }
      assertThat(program.accounting().aborts())
          .extracting(Accounting.Count::toString)
          .containsExactly(
              "14 packets aborted at Programs.java:%d (packet too short)"
                  .formatted(Programs.line("short ethernet")),
              "20 packets aborted at Programs.java:%d (packet too short)"
                  .formatted(Programs.line("short ip")));
    }
  }

  @Test
  void eachFailureHasItsReason() throws Exception {
    try (var program = load("fail")) {
      for (int how = 0; how <= 5; how++) {
        int verdict = program.run(XdpPacket.of(new byte[] {(byte) how, 0}));
        assertThat(verdict).isEqualTo(how < 5 ? 0 : XdpAction.DROP.ordinal());
      }
      assertThat(program.accounting().aborts())
          .extracting(Accounting.Count::toString)
          .containsExactlyInAnyOrder(
              failure("divides", "division by zero"),
              failure("indexes", "index out of bounds"),
              failure("past the slice", "index out of bounds"),
              failure("is null", "null dereference"),
              failure("gives up", "IllegalStateException"));
    }
  }

  private static String failure(String marker, String reason) throws Exception {
    return "1 packet aborted at Programs.java:%d (%s)".formatted(Programs.line(marker), reason);
  }

  @Test
  void aHotFailureKeepsItsLine() throws Exception {
    try (var program = load("fail")) {
      var packet = XdpPacket.of(new byte[] {0, 0});
      for (int i = 0; i < 200_000; i++) {
        program.run(packet);
      }
      assertThat(program.accounting().aborts())
          .extracting(Accounting.Count::toString)
          .containsExactly(
              "200000 packets aborted at Programs.java:%d (division by zero)"
                  .formatted(Programs.line("divides")));
    }
  }

  @Test
  void eachLoadHasItsOwnMaps() {
    try (var first = load("count");
        var second = load("count")) {
      for (int i = 0; i < 3; i++) {
        first.run(XdpPacket.of(IPV4));
      }
      second.run(XdpPacket.of(IPV4));

      var source = Ipv4Address.parse("192.0.2.7");
      var counter = Objects.requireNonNull(first.map(Programs.COUNTS).get(source));
      assertThat(counter.packets).isEqualTo(3);
      assertThat(counter.bytes).isEqualTo(3L * IPV4.length);
      assertThat(second.map(Programs.COUNTS).snapshot()).hasSize(1);
      assertThat(Programs.COUNTS.size()).isZero();
      second.map(Programs.COUNTS).clear();
      second.run(XdpPacket.of(IPV4));
      assertThat(Objects.requireNonNull(second.map(Programs.COUNTS).get(source)).packets)
          .isEqualTo(1);
    }
  }

  @Test
  void recordsThatNobodyTakesAreCountedAsLost() {
    try (var program = load("sources", LoadOptions.DEFAULT.withLogBufferBytes(4096))) {
      for (int i = 0; i < 300; i++) {
        program.run(XdpPacket.of(IPV4));
      }
      var records = new ArrayList<LogRecord>();
      program.logs().subscribe(records::add);
      assertThat(records).hasSize(256);
      assertThat(program.accounting().lostRecords()).isEqualTo(44);
    }
  }

  @Test
  void whatASubscriberThrowsIsNotTheProgramsFault() {
    try (var program = load("sources")) {
      program
          .logs()
          .subscribe(_ -> {
            throw new IllegalStateException("disk full");
          });
      assertThatThrownBy(() -> program.run(XdpPacket.of(IPV4)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("disk full");
      assertThat(program.accounting().aborts()).isEmpty();
    }
  }

  @Test
  void aClosedProgramDoesNotRun() {
    var program = load("sources");
    program.close();
    program.close();
    assertThatThrownBy(() -> program.run(XdpPacket.of(IPV4)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("program sources is closed");
  }
}
