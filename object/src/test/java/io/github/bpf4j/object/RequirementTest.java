package io.github.bpf4j.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.isa.Assembler;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a program needs of the kernel, and the tables that say so.
class RequirementTest {
  private static List<String> of(String text, MapDefinition... maps) {
    var program =
        new ProgramDefinition(
            "run",
            ProgramType.XDP,
            Assembler.assemble(text),
            List.of(new FunctionInfo(0, "run")),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            -1,
            -1);
    var object = new BpfObject("Test", List.of(program), List.of(maps), "GPL");
    return Requirement.of(object, program).stream().map(Requirement::toString).toList();
  }

  @Test
  void aPlainProgramNeedsNothing() {
    assertThat(of("r0 = 2\nexit")).isEmpty();
  }

  @Test
  void theNewestNeedComesFirst() {
    assertThat(
            of(
                """
                call 5
                call 181
                call 5
                lock *(u64 *)(r10 - 8) += r1
                exit
                """,
                MapDefinition.ringBuffer("ring", 4096)))
        .containsExactly(
            "bpf_loop needs Linux 5.17",
            "map type RINGBUF needs Linux 5.8",
            "bpf_ktime_get_ns needs Linux 4.1");
  }

  @Test
  void atomicOperationsThatGiveTheOldValueAreNewerThanTheRestOfTheirInstructionSet() {
    assertThat(of("r1 = atomic_fetch_add((u64 *)(r10 - 8), r1)\nexit"))
        .containsExactly("an atomic operation other than a plain add needs Linux 5.12");
    assertThat(of("if w1 > 5 goto +0\nexit")).containsExactly("instruction set v3 needs Linux 5.1");
    assertThat(of("r0 = 2\ngoto -2\nexit")).containsExactly("a loop needs Linux 5.3");
  }

  @Test
  void helpersAreNumberedAsInTheKernelWithoutGaps() {
    assertThat(Arrays.stream(Helper.values()).map(Helper::number))
        .containsExactlyElementsOf(java.util.stream.IntStream.rangeClosed(1, 211).boxed().toList());
  }

  @Test
  void aHelperIsNeverOlderThanTheOneBeforeIt() {
    assertThat(Arrays.stream(Helper.values()).map(Helper::since)).isSorted();
  }

  @Test
  void aHelperIsDescribedByNumberAndName() {
    assertThat(Helper.describe(51)).isEqualTo("51 (bpf_redirect_map)");
    assertThat(Helper.describe(211)).isEqualTo("211 (bpf_cgrp_storage_delete)");
    assertThat(Helper.describe(212)).isEqualTo("212");
    assertThat(Helper.of(0)).isEmpty();
    assertThat(Helper.of(-1)).isEmpty();
  }

  @Test
  void versionsAreComparedByNumber() {
    assertThat(KernelVersion.of("5.10")).isGreaterThan(KernelVersion.of("5.9"));
    assertThat(KernelVersion.of("6.1")).isGreaterThan(KernelVersion.of("5.19"));
    assertThat(KernelVersion.of("6.12.111+deb13-amd64")).hasToString("6.12");
    assertThatThrownBy(() -> KernelVersion.of("Linux")).hasMessage("not a version of Linux: Linux");
  }
}
