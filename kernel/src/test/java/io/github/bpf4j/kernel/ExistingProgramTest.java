package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RawRing;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Programs that the kernel has already.
@KernelTest
class ExistingProgramTest {
  private static KernelObject reporting() {
    var object =
        Programs.object(
            "report",
            Programs.report(0, 1),
            Programs.ring("events", 4096),
            Programs.array("lost", 8, 1));
    return KernelObject.load(object, object.programs().getFirst());
  }

  @Test
  void isOpenedByItsIdWithItsMaps() {
    try (var loaded = reporting();
        var existing = ExistingProgram.withId(loaded.info().id())) {
      assertThat(existing.info()).isEqualTo(loaded.info());
      assertThat(existing.maps()).containsOnlyKeys("events", "lost");
      assertThat(existing.map("lost").definition())
          .isEqualTo(MapDefinition.of("lost", MapType.ARRAY, 4, 8, 1));
      byte[] zero = new byte[4];
      existing.map("lost").update(zero, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, RawMap.Mode.ANY);
      byte[] value = new byte[8];
      assertThat(loaded.map("lost").lookup(zero, value)).isTrue();
      assertThat(value).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }
  }

  @Test
  void runsPacketsAndHandsOverWhatItReports() {
    try (var loaded = reporting();
        var existing = ExistingProgram.withId(loaded.info().id())) {
      var lengths = new ArrayList<Long>();
      ((RawRing) existing.map("events"))
          .subscribe(bytes ->
              lengths.add(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong()));
      assertThat(existing.run(XdpPacket.of(new byte[60]))).isEqualTo(Programs.PASS);
      assertThat(lengths).containsExactly(60L);
      assertThat(existing.repeat(XdpPacket.of(new byte[61]), 3)).isEqualTo(Programs.PASS);
      assertThat(lengths).containsExactly(60L);
      existing.drain();
      assertThat(lengths).containsExactly(60L, 61L, 61L, 61L);
    }
  }

  @Test
  void staysInTheKernelAsLongAsSomebodyHoldsIt() {
    try (var loaded = reporting()) {
      ExistingProgram.withId(loaded.info().id()).close();
      assertThat(loaded.run(XdpPacket.of(new byte[60]))).isEqualTo(Programs.PASS);
    }
  }

  @Test
  void oneThatIsNotThereIsAnErrorWithAFix() {
    assertThatThrownBy(() -> ExistingProgram.withId(0x7fff_fff0))
        .isInstanceOf(BpfException.class)
        .hasMessageStartingWith("cannot open program 2147483632: no such entry (ENOENT)")
        .hasMessageContaining("fix: `bpftool prog` lists");
    assertThatThrownBy(() -> ExistingProgram.pinned(Path.of("/nowhere/at all")))
        .isInstanceOf(BpfException.class)
        .hasMessageStartingWith("cannot open program \"at all\"");
  }

  @Test
  void aMapThatItDoesNotUseIsAnErrorThatNamesThoseItDoes() {
    try (var loaded = reporting();
        var existing = ExistingProgram.withId(loaded.info().id())) {
      assertThatThrownBy(() -> existing.map("other"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("uses no map \"other\"; it uses [events, lost]");
    }
  }
}
