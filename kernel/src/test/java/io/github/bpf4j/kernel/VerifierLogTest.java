package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.object.KernelVersion;
import io.github.bpf4j.object.Requirement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifierLogTest {
  @Test
  void theReasonIsTheLastSentenceAndTheSlotTheLastInstruction() {
    var log =
        new VerifierLog(
            """
            func#0 @0
            0: R1=ctx() R10=fp0
            ; var type = eth.etherType(); @ FunXdp.java:14
            5: (69) r3 = *(u16 *)(r2 +12)
            invalid access to packet, off=12 size=2, R2(id=0,off=12,r=0)
            R2 offset is outside of the packet
            processed 6 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            """);
    assertThat(log.reason()).isEqualTo("R2 offset is outside of the packet");
    assertThat(log.slot()).hasValue(5);
  }

  @Test
  void anInstructionMayBeNamedInTheReason() {
    var log = new VerifierLog("unreachable insn 17\nprocessed 0 insns (limit 1000000)\n");
    assertThat(log.reason()).isEqualTo("unreachable insn 17");
    assertThat(log.slot()).hasValue(17);
  }

  @Test
  void theStatisticsAreRead() {
    var log =
        new VerifierLog(
            """
            verification time 40 usec
            stack depth 16+0+8 max 24
            processed 37 insns (limit 1000000) max_states_per_insn 1 total_states 3 peak_states 2 mark_read 0
            """);
    assertThat(log.work())
        .contains(new Verification.Work(37, 3, 2, Duration.ofNanos(40_000), List.of(16, 0, 8)));
    assertThat(new VerifierLog("processed 37 insns").work()).isEmpty();
  }

  @Test
  void anEmptyLogHasNeither() {
    assertThat(new VerifierLog("").reason()).isEmpty();
    assertThat(new VerifierLog("").slot()).isEmpty();
  }

  @Test
  void nearNamesAreThoseOfAFewWrongLetters() {
    var names = List.of("lo", "eth0", "eth1", "wlan0", "veth0");
    assertThat(NearNames.of("et0", names)).containsExactly("eth0", "eth1", "veth0");
    assertThat(NearNames.of("wlan1", names)).first().isEqualTo("wlan0");
    assertThat(NearNames.of("xyz", names)).isEmpty();
    assertThat(NearNames.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void aRefusalByAnOldKernelNamesWhatItLacks() {
    var program = Programs.object("late", Programs.always(Programs.PASS)).programs().getFirst();
    var log = new VerifierLog("invalid func unknown#181\n");
    var loop = new Requirement("bpf_loop", KernelVersion.of("5.17"));
    var ring = new Requirement("map type RINGBUF", KernelVersion.of("5.8"));
    assertThat(KernelRejection.of(program, log, List.of(loop, ring), KernelVersion.of("5.15")))
        .hasMessageContaining(
            "fix: this is Linux 5.15; use a newer one: bpf_loop needs Linux 5.17\n");
    assertThat(KernelRejection.of(program, log, List.of(loop, ring), KernelVersion.of("6.1")))
        .hasMessageNotContaining("use a newer one");
  }
}
