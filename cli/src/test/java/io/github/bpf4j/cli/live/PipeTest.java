package io.github.bpf4j.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.cli.Captured;
import io.github.bpf4j.cli.ExitCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `bpf4j run --pcap -` behind a program that keeps the pipe open, as `tcpdump -w -` does.
@Timeout(120)
class PipeTest {
  private static final String FUN_XDP = "io.github.bpf4j.examples.FunXdp";

  @Test
  void linesComeWhileThePipeIsOpenAndASignalEndsTheWait() throws Exception {
    try (var child = Child.start(List.of(), "run", FUN_XDP, "--pcap", "-")) {
      child.write(Captured.sources("192.0.2.7", "192.0.2.8"));
      child.awaitOut("192.0.2.8\n");
      child.signal("TERM");
      assertThat(child.end()).as(child.err()).isEqualTo(ExitCode.DONE);
      assertThat(child.err())
          .contains("Exiting...", "2 packets (PASS 2), 2 log records, 0 lost")
          .doesNotContain("Exception");
    }
  }

  @Test
  void theEndOfThePipeIsTheEndOfTheRun() throws Exception {
    try (var child = Child.start(List.of(), "run", FUN_XDP, "--pcap", "-")) {
      child.write(Captured.sources("192.0.2.7"));
      child.endOfInput();
      assertThat(child.end()).isEqualTo(ExitCode.DONE);
      assertThat(child.err()).isEqualTo("1 packet (PASS 1), 1 log record, 0 lost\n");
    }
  }
}
