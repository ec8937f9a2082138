package io.github.bpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DumpCommandTest {
  private static final String DENY_LIST = "io.github.bpf4j.examples.DenyList";

  @Test
  void instructionsStandUnderTheirJavaLine() {
    var outcome = Bpf4j.run("dump", DENY_LIST);
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .startsWith("DenyList.denyList: xdp, ")
        .containsPattern("(?m)^denyList:\\R; DenyList.java:\\d+.*\\R    0: \\S+")
        .contains("exit");
  }

  @Test
  void mapsAreListedWithTheirSizes() {
    assertThat(Bpf4j.run("dump", DENY_LIST).out())
        .contains("DENIED, lpm_trie, key 8 bytes, value 8 bytes, at most 1,000 entries");
  }

  @Test
  void theOldestKernelIsNamed() {
    assertThat(Bpf4j.run("dump", DENY_LIST).out())
        .containsPattern("(?m)^\\S.* needs Linux \\d+\\.\\d+$");
  }

  @Test
  void helpersAreCalledByName() {
    assertThat(Bpf4j.run("dump", DENY_LIST).out())
        .containsPattern("(?m): call 1 +; bpf_map_lookup_elem$");
  }

  @Test
  void accountingCanBeLeftOut() {
    assertThat(Bpf4j.run("dump", DENY_LIST).out()).contains(".data.counters");
    assertThat(Bpf4j.run("dump", DENY_LIST, "--no-accounting").out()).doesNotContain("counters");
  }

  @Test
  void theIrIsShownAfterEachPass() {
    assertThat(Bpf4j.run("dump", DENY_LIST, "--ir").out())
        .contains("=== inline", "=== program")
        .doesNotContain("=== inline\n\n");
  }
}
