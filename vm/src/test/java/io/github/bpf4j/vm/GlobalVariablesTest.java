package io.github.bpf4j.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.RawMap.Mode;
import io.github.bpf4j.host.RawMap.Outcome;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.MapDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlobalVariablesTest {
  private static final CType.Struct VARIABLES =
      new CType.Struct(
          ".data",
          8,
          List.of(
              new CType.Member("first", 0, CType.S32), new CType.Member("second", 4, CType.S32)));

  private static byte[] words(int first, int second) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.nativeOrder())
        .putInt(first)
        .putInt(second)
        .array();
  }

  @Test
  void variablesBeginAsTheObjectSays() {
    var program =
        Programs.load(
            """
            r1 = map[idx:0][0]+4
            r0 = *(u32 *)(r1 - 4)
            r2 = *(u32 *)(r1 + 0)
            r0 += r2
            *(u32 *)(r1 + 0) = r0
            exit
            """,
            MapDefinition.globals(".data", VARIABLES, words(20, 3), false));
    assertThat(program.run(Programs.packet(60))).isEqualTo(23);
    assertThat(program.run(Programs.packet(60))).isEqualTo(43);
    var value = new byte[8];
    assertThat(program.rawMap(0).lookup(new byte[4], value)).isTrue();
    assertThat(value).isEqualTo(words(20, 43));
    assertThat(program.rawMap(0).update(new byte[4], words(1, 1), Mode.ANY))
        .isEqualTo(Outcome.STORED);
    assertThat(program.run(Programs.packet(60))).isEqualTo(2);
  }

  @Test
  void nobodyChangesConstants() {
    var constants = MapDefinition.globals(".rodata", VARIABLES, words(20, 3), true);
    assertThat(Programs.verdict("r1 = map[idx:0][0]+4\nr0 = *(u32 *)(r1 + 0)\nexit", constants))
        .isEqualTo(3);
    var writer =
        Programs.load("r1 = map[idx:0][0]+4\n*(u32 *)(r1 + 0) = 1\nr0 = 2\nexit", constants);
    assertThatThrownBy(() -> writer.run(Programs.packet(60))).isInstanceOf(VmException.class);
    assertThatThrownBy(() -> writer.rawMap(0).update(new byte[4], words(1, 1), Mode.ANY))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("holds a program's constants");
  }
}
