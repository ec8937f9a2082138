package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.host.BpfException;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KernelTest
class LoadTest {
  @ParameterizedTest
  @ValueSource(ints = {Programs.ABORTED, Programs.DROP, Programs.PASS, Programs.TX, 77})
  void aProgramRunsAndGivesItsVerdict(int verdict) {
    try (var program = Programs.load("always", Programs.always(verdict))) {
      assertThat(program.run(XdpPacket.of(new byte[60]))).isEqualTo(verdict);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 13, 14, 15, 60, 1514, 3520})
  void theProgramSeesThePacketsExactLength(int length) {
    try (var program = Programs.load("length", Programs.length())) {
      assertThat(program.run(XdpPacket.of(new byte[length]))).isEqualTo(length);
    }
  }

  @Test
  void ofALongPacketTheKernelShowsTheFirstFragmentAndKeepsTheRest() {
    try (var program = Programs.load("inc", Programs.incrementFirstByte());
        var length = Programs.load("length", Programs.length())) {
      var packet = XdpPacket.of(new byte[9000]);
      packet.buffer()[packet.end() - 1] = 7;
      assertThat(length.run(packet)).isBetween(3000, 8999);
      assertThat(program.run(packet)).isEqualTo(Programs.PASS);
      assertThat(packet.length()).isEqualTo(9000);
      assertThat(packet.bytes()).startsWith(1, 0).endsWith(0, 7);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 14, 60})
  void thePacketHoldsTheProgramsChanges(int length) {
    try (var program = Programs.load("inc", Programs.incrementFirstByte())) {
      var packet = XdpPacket.of(new byte[length]);
      assertThat(program.run(packet)).isEqualTo(Programs.PASS);
      assertThat(program.run(packet)).isEqualTo(Programs.PASS);
      assertThat(packet.bytes()).hasSize(length).startsWith(2);
    }
  }

  @Test
  void theContextSaysWhereThePacketCameFrom() {
    try (var program = Programs.load("ifindex", Programs.contextWord(Programs.INGRESS_IFINDEX))) {
      var packet = XdpPacket.of(new byte[60]);
      assertThat(program.run(packet)).isEqualTo(1);
      packet.receivedBy(4711, 0);
      assertThatThrownBy(() -> program.run(packet))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("interface 4711, which is not here")
          .hasMessageContaining("fix: ");
      packet.receivedBy(1, 4711);
      assertThatThrownBy(() -> program.run(packet))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("interface 1 has no receive queue 4711");
    }
  }

  @Test
  void mapsAreBoundAndCounted() {
    try (var program =
        Programs.load("count", Programs.count(0, 8), Programs.array("counts", 16, 1))) {
      for (int i = 0; i < 5; i++) {
        program.run(XdpPacket.of(new byte[60]));
      }
      var value = new byte[16];
      assertThat(program.map("counts").lookup(new byte[4], value)).isTrue();
      assertThat(java.nio.ByteBuffer.wrap(value).order(java.nio.ByteOrder.nativeOrder()).getLong(8))
          .isEqualTo(5);
      assertThatThrownBy(() -> program.map("other"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("program \"count\" uses no map \"other\"; it uses [counts]");
    }
  }

  @Test
  void theKernelKnowsTheProgram() {
    try (var program = Programs.load("aNameOfMoreThan$15", Programs.always(2))) {
      var info = program.info();
      assertThat(info.name()).isEqualTo("aNameOfMoreThan");
      assertThat(info.id()).isPositive();
      assertThat(info.tag()).matches("[0-9a-f]{16}");
      assertThat(info.translatedBytes()).isGreaterThanOrEqualTo(16);
      assertThat(info.verifiedInstructions()).isEqualTo(2);
      assertThat(info.loadedAfterBoot()).isPositive();
    }
  }

  @Test
  void theKernelSaysWhatVerifyingTook() {
    var object = Programs.object("always", Programs.always(2));
    var verification = KernelObject.verify(object, object.programs().getFirst());
    assertThat(verification.program().translatedBytes()).isEqualTo(16);
    var work = Objects.requireNonNull(verification.work());
    assertThat(work.instructions()).isEqualTo(2);
    assertThat(work.stack()).containsExactly(0);
    var unchecked = Programs.object("unchecked", Programs.unchecked());
    assertThatThrownBy(() -> KernelObject.verify(unchecked, unchecked.programs().getFirst()))
        .isInstanceOf(KernelRejection.class)
        .hasMessageContaining("R2 offset is outside of the packet");
  }

  @Test
  void aRejectionNamesTheJavaLineAndTheReason() {
    assertThatThrownBy(() -> Programs.load("unchecked", Programs.unchecked()))
        .isInstanceOf(KernelRejection.class)
        .message()
        .startsWith(
            """
            Test.java:11: error: the kernel's verifier refuses "unchecked": R2 offset is outside of the packet
                    line 11;
              at instruction 1
            """);
    assertThatThrownBy(() -> Programs.load("unchecked", Programs.unchecked()))
        .asInstanceOf(InstanceOfAssertFactories.type(KernelRejection.class))
        .extracting(BpfException::details)
        .asString()
        .as("the kernel quotes the Java source")
        .contains("; line 11; @ Test.java:11")
        .contains("invalid access to packet");
  }

  @Test
  void aClosedProgramSaysSo() {
    var program = Programs.load("always", Programs.always(2));
    program.close();
    program.close();
    assertThatThrownBy(() -> program.run(XdpPacket.of(new byte[60])))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("program \"always\" is closed");
  }
}
