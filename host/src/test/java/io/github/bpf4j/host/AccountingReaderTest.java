package io.github.bpf4j.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.object.AbortSite;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountingReaderTest {
  private static final ProgramDefinition PROGRAM =
      new ProgramDefinition(
          "p",
          ProgramType.XDP,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(
              new AbortSite(2, "B.java", 3, "packet too short"),
              new AbortSite(0, "A.java", 17, "packet too short"),
              new AbortSite(3, "A.java", 17, "packet too short"),
              new AbortSite(1, "A.java", 9, "division by zero")),
          0,
          -1);

  private static byte[] counters(long... values) {
    var bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.nativeOrder());
    bytes.asLongBuffer().put(values);
    return bytes.array();
  }

  @Test
  void countsAreGivenInTheOrderOfTheSourceAndALineOnce() {
    var accounting = AccountingReader.read(PROGRAM, counters(7, 10, 1, 5, 20));

    assertThat(accounting.lostRecords()).isEqualTo(7);
    assertThat(accounting.aborts())
        .extracting(Accounting.Count::toString)
        .containsExactly(
            "1 packet aborted at A.java:9 (division by zero)",
            "30 packets aborted at A.java:17 (packet too short)",
            "5 packets aborted at B.java:3 (packet too short)");
  }

  @Test
  void whatDidNotHappenIsLeftOut() {
    var raw = new MemoryMap(MapType.ARRAY, 4, 40, 1);
    raw.update(new byte[4], counters(0, 0, 0, 3, 0), RawMap.Mode.ANY);
    assertThat(AccountingReader.read(PROGRAM, raw).aborts())
        .singleElement()
        .extracting(Accounting.Count::packets)
        .isEqualTo(3L);
  }

  @Test
  void tooFewBytesAreRefused() {
    assertThatThrownBy(() -> AccountingReader.read(PROGRAM, counters(0, 0, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 bytes, too few for counter 3");
  }
}
