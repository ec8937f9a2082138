package io.github.bpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void saysItsVersionAndTheJdk() {
    var outcome = Bpf4j.run("--version");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).startsWith("bpf4j ").contains("JDK " + Runtime.version());
  }

  @Test
  void explainsItselfAndEachCommand() {
    assertThat(Bpf4j.run("--help").out())
        .contains("Usage: bpf4j", "run", "compile", "demo", "dump", "doctor");
    assertThat(Bpf4j.run("run", "--help").out())
        .contains("--iface", "--pcap", "--runtime", "TARGET");
  }

  @Test
  void aMissingCommandIsAUsageError() {
    var outcome = Bpf4j.run();
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("Missing command", "bpf4j --help");
  }

  @Test
  void anUnknownOptionIsAUsageErrorThatNamesIt() {
    var outcome = Bpf4j.run("--nonsense");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("--nonsense");
  }

  @Test
  void aMisuseIsAnErrorAndSaysSoOnce() {
    var outcome = Bpf4j.run("run", "--iface", "lo", "--pcap", "x", "FunXdp.java");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error: --iface=NAME, --pcap=FILE are mutually exclusive");
  }

  @Test
  void anUnknownCommandIsToldWhichThereAre() {
    var outcome = Bpf4j.run("dmeo");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("dmeo", "run, compile, demo, dump, doctor");
  }

  @Test
  void theDoctorAnswersEverywhereWithAFixForEveryNo() {
    var outcome = Bpf4j.run("doctor");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("JDK", Runtime.version().toString());
    var lines = outcome.lines();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("  no ")) {
        assertThat(lines.get(i + 1)).as(lines.get(i)).contains("fix: ");
      }
    }
  }
}
