package io.github.bpf4j.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.cli.ExitCode;
import io.github.bpf4j.cli.KernelTests;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `bpf4j run --iface`, with real packets.
@Tag("kernel")
@Timeout(180)
class LiveTest {
  private static final String FUN_XDP = "io.github.bpf4j.examples.FunXdp";
  private static final String COUNT_SOURCES = "io.github.bpf4j.examples.CountSources";
  private static final String DENY_LIST = "io.github.bpf4j.examples.DenyList";

  @BeforeEach
  void kernel() {
    KernelTests.require();
  }

  private static String line(String source) {
    return "INFO  FunXdp  IPv4 Source Address: " + source;
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver", "skb"})
  void everyIpv4SourceIsLoggedExactlyOnce(String mode) throws Exception {
    try (var cable = new Cable()) {
      var frames = new ArrayList<byte[]>();
      var expected = new ArrayList<String>();
      for (int i = 0; i < 50; i++) {
        var sources = List.of("10.1.0." + i, "10.2.0." + i, "10.3.0." + i);
        frames.add(Packets.icmp(sources.get(0)));
        frames.add(Packets.udp(sources.get(1)));
        frames.add(Packets.tcp(sources.get(2)));
        sources.forEach(source -> expected.add(line(source)));
        frames.add(Packets.arp());
        frames.add(Packets.ipv6());
        frames.add(Packets.vlan("10.4.0." + i));
        frames.add(Packets.runt(20));
      }
      if (mode.equals("skb")) {
        // A driver gives a program a packet in one piece; one of 9,000 bytes does not fit into a
        // page.
        cable.ip("link", "set", Cable.LEFT, "mtu", "9000");
        cable.ip("link", "set", Cable.RIGHT, "mtu", "9000");
        frames.add(Packets.udp("10.5.0.1", 9_000));
        expected.add(line("10.5.0.1"));
      }
      try (var child =
          Child.attached(cable, "run", FUN_XDP, "--iface", Cable.LEFT, "--mode", mode)) {
        assertThat(cable.isAttached(Cable.LEFT)).isTrue();
        cable.send(Cable.RIGHT, frames);
        child.awaitOut(expected.getLast());
        child.signal("TERM");
        assertThat(child.end()).isEqualTo(ExitCode.DONE);
        assertThat(child.out().lines().toList()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(child.err())
            .contains("Exiting...", expected.size() + " log records, 0 lost")
            .containsPattern("50 packets aborted at FunXdp.java:\\d+ \\(packet too short\\)");
        assertThat(cable.isAttached(Cable.LEFT)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalDetachesAndIsNoFailure(String signal) throws Exception {
    try (var cable = new Cable();
        var child = Child.attached(cable, "run", FUN_XDP, "--iface", Cable.LEFT)) {
      child.signal(signal);
      assertThat(child.end()).isEqualTo(ExitCode.DONE);
      assertThat(child.err()).contains("Exiting...", "0 log records, 0 lost");
      assertThat(cable.isAttached(Cable.LEFT)).isFalse();
    }
  }

  @Test
  void nothingStaysAttachedAfterAKill() throws Exception {
    try (var cable = new Cable();
        var child = Child.attached(cable, "run", FUN_XDP, "--iface", Cable.LEFT)) {
      child.signal("KILL");
      child.end();
      // The kernel lets go of the link shortly after the process.
      for (int i = 0; i < 500 && cable.isAttached(Cable.LEFT); i++) {
        Thread.sleep(10);
      }
      assertThat(cable.isAttached(Cable.LEFT)).isFalse();
    }
  }

  @Test
  void aSignalDuringTheStartLeavesNothingBehind() throws Exception {
    try (var cable = new Cable()) {
      for (int millis = 100; millis <= 900; millis += 400) {
        try (var child = Child.start(cable.inside(), "run", FUN_XDP, "--iface", Cable.LEFT)) {
          Thread.sleep(millis);
          child.signal("INT");
          // Before the program has asked for signals, the JVM ends as signals end it.
          assertThat(child.end()).as(child.err()).isIn(ExitCode.DONE, 130);
          assertThat(child.err()).doesNotContain("Exception");
          assertThat(cable.isAttached(Cable.LEFT)).isFalse();
        }
      }
    }
  }

  @Test
  void twoLoadsOfOneClassLogApart() throws Exception {
    try (var cable = new Cable();
        var left = Child.attached(cable, "run", FUN_XDP, "--iface", Cable.LEFT);
        var right = Child.attached(cable, "run", FUN_XDP, "--iface", Cable.RIGHT)) {
      cable.send(Cable.RIGHT, List.of(Packets.udp("10.0.0.1")));
      cable.send(Cable.LEFT, List.of(Packets.udp("10.0.0.2")));
      left.awaitOut(line("10.0.0.1"));
      right.awaitOut(line("10.0.0.2"));
      left.signal("TERM");
      right.signal("TERM");
      assertThat(left.end()).isZero();
      assertThat(right.end()).isZero();
      assertThat(left.out().strip()).isEqualTo(line("10.0.0.1"));
      assertThat(right.out().strip()).isEqualTo(line("10.0.0.2"));
    }
  }

  @Test
  void whoIsAttachedAlreadyIsNamed() throws Exception {
    try (var cable = new Cable();
        var first = Child.attached(cable, "run", FUN_XDP, "--iface", Cable.LEFT);
        var second = Child.start(cable.inside(), "run", COUNT_SOURCES, "--iface", Cable.LEFT)) {
      assertThat(second.end()).isEqualTo(ExitCode.REFUSED);
      assertThat(second.err())
          .containsPattern("program \\d+ \\(\"funXdp\"\\) is attached there already")
          .contains("fix: ")
          .doesNotContain("\tat ");
      assertThat(first.err()).doesNotContain("Exiting");
    }
  }

  @Test
  void anUnknownInterfaceGetsNearNames() throws Exception {
    try (var cable = new Cable();
        var child = Child.start(cable.inside(), "run", FUN_XDP, "--iface", "lefd")) {
      assertThat(child.end()).isEqualTo(ExitCode.REFUSED);
      assertThat(child.err()).contains("\"lefd\"", "did you mean left?");
    }
  }

  @Test
  void anInterfaceThatGoesAwayEndsTheRun() throws Exception {
    try (var cable = new Cable();
        var child = Child.attached(cable, "run", FUN_XDP, "--iface", Cable.LEFT)) {
      cable.ip("link", "delete", Cable.LEFT);
      assertThat(child.end()).isEqualTo(ExitCode.REFUSED);
      assertThat(child.err()).contains("the interface left is gone");
    }
  }

  @Test
  void withoutPrivilegesItSaysWhatIsMissing() throws Exception {
    var without = List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");
    try (var child = Child.start(without, "run", FUN_XDP, "--iface", "none0")) {
      assertThat(child.end()).isEqualTo(ExitCode.REFUSED);
      assertThat(child.err())
          .contains("CAP_BPF", "CAP_NET_ADMIN", "fix: ", "sudo", "--pcap")
          .doesNotContain("\tat ");
    }
    try (var child = Child.start(without, "doctor")) {
      assertThat(child.end()).isEqualTo(ExitCode.DONE);
      assertThat(child.out()).containsPattern("no +CAP_BPF").contains("fix: run with sudo");
    }
  }

  @Test
  void recordsThatDoNotFitTheRingBufferAreCounted() throws Exception {
    int sent = 40_000;
    try (var cable = new Cable();
        var child = Child.attached(cable, "run", FUN_XDP, "--iface", Cable.LEFT)) {
      child.signal("STOP");
      cable.send(Packets.udp("10.0.0.1"), sent);
      child.signal("CONT");
      child.signal("TERM");
      assertThat(child.end()).isZero();
      var counts = Pattern.compile("([\\d,]+) log records, ([\\d,]+) lost").matcher(child.err());
      assertThat(counts.find()).as(child.err()).isTrue();
      long records = Long.parseLong(counts.group(1).replace(",", ""));
      long lost = Long.parseLong(counts.group(2).replace(",", ""));
      assertThat(records).isPositive();
      assertThat(lost).isPositive();
      assertThat(records + lost).isEqualTo(sent);
      assertThat(child.out().lines().count()).isEqualTo(records);
    }
  }

  @Test
  void jsonLinesEndWithTheSummary() throws Exception {
    try (var cable = new Cable();
        var child =
            Child.attached(cable, "run", FUN_XDP, "--iface", Cable.LEFT, "--format", "json")) {
      cable.send(Packets.udp("10.0.0.1"), 1);
      child.awaitOut("\"args\":[\"10.0.0.1\"]}");
      child.signal("TERM");
      assertThat(child.end()).isZero();
      assertThat(child.out().lines().toList().getLast())
          .isEqualTo("{\"summary\":{\"records\":1,\"lost\":0}}");
    }
  }

  @Test
  void sourcesAreCountedInATable() throws Exception {
    try (var cable = new Cable();
        var child = Child.attached(cable, "run", COUNT_SOURCES, "--iface", Cable.LEFT)) {
      cable.send(Packets.udp("10.0.0.1", 100), 3);
      cable.send(Packets.udp("10.0.0.2", 60), 5);
      child.awaitOut(
          "10.0.0.2                   5             300\n"
              + "10.0.0.1                   3             300");
      child.signal("INT");
      assertThat(child.end()).isZero();
      assertThat(child.out()).endsWith("10.0.0.1                   3             300\n\n");
    }
  }

  @Test
  void theDenyListIsEnforcedWhileTrafficFlows() throws Exception {
    try (var cable = new Cable();
        var child =
            Child.attached(
                cable,
                "run",
                DENY_LIST,
                "--deny",
                "198.51.100.0/24,203.0.113.7",
                "--iface",
                Cable.LEFT)) {
      var denied = Packets.udp("198.51.100.20");
      cable.send(denied, 5);
      cable.send(Packets.udp("203.0.113.7"), 2);
      assertThat(cable.ipv4Received()).isZero();
      cable.send(Packets.udp("203.0.113.8"), 3);
      assertThat(cable.ipv4Received()).isEqualTo(3);
      child.type("remove 198.51.100.0/24");
      child.awaitErr("done: remove 198.51.100.0/24");
      cable.send(denied, 4);
      assertThat(cable.ipv4Received()).isEqualTo(7);
      child.type("add 198.51.0.0/16");
      child.awaitErr("done: add 198.51.0.0/16");
      child.type("add nonsense");
      child.awaitErr("'nonsense' is not an IPv4 address");
      cable.send(denied, 6);
      assertThat(cable.ipv4Received()).isEqualTo(7);
      child.signal("TERM");
      assertThat(child.end()).isZero();
      assertThat(child.out())
          .containsPattern("203\\.0\\.113\\.7/32 +2\n")
          .containsPattern("198\\.51\\.0\\.0/16 +6\n");
    }
  }
}
