package io.github.bpf4j.object.btf;

import static io.github.bpf4j.isa.Insns.exit;
import static io.github.bpf4j.isa.Insns.mov64;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.isa.Register;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// That the kernel takes it is tested where the kernel is.
class ProgramBtfTest {
  private static ProgramDefinition program(List<FunctionInfo> functions, List<LineInfo> lines) {
    return new ProgramDefinition(
        "fun$0",
        ProgramType.XDP,
        List.of(mov64(Register.R0, 2), exit()),
        functions,
        lines,
        List.of(),
        List.of(),
        List.of(),
        -1,
        -1);
  }

  private static String string(ProgramBtf btf, int offset) {
    var buffer = ByteBuffer.wrap(btf.types()).order(ByteOrder.LITTLE_ENDIAN);
    int from = 24 + buffer.getInt(16) + offset;
    int to = from;
    while (btf.types()[to] != 0) {
      to++;
    }
    return new String(btf.types(), from, to - from, StandardCharsets.UTF_8);
  }

  @Test
  void theHeaderSaysWhereTypesAndStringsAre() {
    var btf =
        ProgramBtf.of(program(List.of(), List.of()), List.of(), ByteOrder.LITTLE_ENDIAN).types();
    var header = ByteBuffer.wrap(btf).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(header.getShort(0) & 0xffff).isEqualTo(0xeb9f);
    assertThat(header.get(2)).isEqualTo((byte) 1);
    assertThat(header.getInt(4)).isEqualTo(24);
    assertThat(header.getInt(8)).isZero();
    assertThat(header.getInt(16)).isEqualTo(header.getInt(12));
    assertThat(btf).hasSize(24 + header.getInt(12) + header.getInt(20));
    assertThat(btf[24 + header.getInt(16)]).as("the first string is empty").isZero();
    assertThat(btf[btf.length - 1]).as("the last string is ended").isZero();
  }

  @Test
  void theHeaderFollowsTheByteOrder() {
    var btf = ProgramBtf.of(program(List.of(), List.of()), List.of(), ByteOrder.BIG_ENDIAN).types();
    assertThat(btf).startsWith(0xeb, 0x9f, 1, 0, 0, 0, 0, 24);
  }

  @Test
  void linesNameFileTextAndNumber() {
    var lines =
        List.of(
            new LineInfo(0, "Fun.java", 14, "return PASS;"), new LineInfo(1, "Fun.java", 15, "}"));
    var btf = ProgramBtf.of(program(List.of(), lines), List.of(), ByteOrder.LITTLE_ENDIAN);
    var records = ByteBuffer.wrap(btf.lines()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(records.capacity()).isEqualTo(32);
    assertThat(records.getInt(16)).isEqualTo(1);
    assertThat(string(btf, records.getInt(4))).isEqualTo("Fun.java");
    assertThat(string(btf, records.getInt(8))).isEqualTo("return PASS;");
    assertThat(records.getInt(12)).isEqualTo(14 << 10);
    assertThat(records.getInt(20)).as("strings are kept once").isEqualTo(records.getInt(4));
  }

  @Test
  void everyFunctionBeginsWithALine() {
    var functions = List.of(new FunctionInfo(0, "main"), new FunctionInfo(1, "other"));
    var lines = List.of(new LineInfo(0, "Fun.java", 14, "x"));
    var btf = ProgramBtf.of(program(functions, lines), List.of(), ByteOrder.LITTLE_ENDIAN);
    var records = ByteBuffer.wrap(btf.lines()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(records.getInt(16)).isEqualTo(1);
    assertThat(records.getInt(28)).isEqualTo(14 << 10);
    assertThat(btf.functions()).hasSize(16);
  }

  @Test
  void aMapsTypesAreAddedOnce() {
    var counter =
        new CType.Struct(
            "Counter",
            16,
            List.of(
                new CType.Member("packets", 0, CType.S64),
                new CType.Member("bytes", 8, new CType.Array(CType.U8, 8))));
    var btf =
        ProgramBtf.of(
            program(List.of(), List.of()),
            List.of(
                MapDefinition.of("A", MapType.HASH, CType.U32, counter, 1),
                MapDefinition.of("B", MapType.LRU_HASH, CType.U32, counter, 1),
                MapDefinition.ringBuffer("R", 4096)),
            ByteOrder.LITTLE_ENDIAN);
    assertThat(btf.maps().get(0)).isEqualTo(btf.maps().get(1));
    assertThat(btf.maps().get(0).key()).isNotEqualTo(btf.maps().get(0).value()).isPositive();
    assertThat(btf.maps().get(2)).isEqualTo(new ProgramBtf.MapTypes(0, 0, null));
    assertThat(btf.types()).asString(StandardCharsets.UTF_8).containsOnlyOnce("Counter");
  }

  @Test
  void globalVariablesAreASectionWithoutAKey() {
    var variables = new CType.Struct(".data", 4, List.of(new CType.Member("limit", 0, CType.S32)));
    var btf =
        ProgramBtf.of(
            program(List.of(), List.of()),
            List.of(MapDefinition.globals(".data", variables, new byte[4], false)),
            ByteOrder.LITTLE_ENDIAN);
    assertThat(btf.maps().getFirst().key()).isZero();
    assertThat(btf.types()).asString(StandardCharsets.UTF_8).contains("\0limit\0.data\0");
  }

  @Test
  void aFunctionsNameIsOneThatCAllows() {
    var btf = ProgramBtf.of(program(List.of(), List.of()), List.of(), ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(btf.types(), StandardCharsets.UTF_8)).contains("\0fun_0\0");
  }
}
