package io.github.bpf4j.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.kernel.KernelTest;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.CType.Member;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import io.github.bpf4j.object.btf.ProgramBtf;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@KernelTest
class MapCreateTest {
  private static final CType.Struct ADDRESS =
      new CType.Struct(
          "Ipv4Address", 4, List.of(new Member("bits", 0, CType.Int.unsigned("__be32", 4))));

  private static final CType.Struct PREFIX =
      new CType.Struct(
          "Ipv4AddressPrefix",
          8,
          List.of(new Member("prefixlen", 0, CType.U32), new Member("data", 4, ADDRESS)));

  /// One member of each type.
  private static final CType.Struct ALL =
      new CType.Struct(
          "All$1",
          64,
          List.of(
              new Member("flag", 0, CType.BOOL),
              new Member("small", 1, CType.S8),
              new Member("port", 2, CType.U16),
              new Member("action", 4, new CType.Enumerated("Action", List.of("PASS", "DROP"))),
              new Member("bytes", 8, new CType.Array(CType.U8, 6)),
              new Member("address", 16, ADDRESS),
              new Member("rows", 24, new CType.Array(new CType.Array(CType.S64, 2), 2)),
              new Member("total", 56, CType.U64)));

  private static final CType.Struct LOCKED =
      new CType.Struct(
          "Locked",
          8,
          List.of(new Member("lock", 0, CType.SPIN_LOCK), new Member("value", 4, CType.S32)));

  private static final CType.Struct TIMED =
      new CType.Struct(
          "Timed",
          24,
          List.of(new Member("timer", 0, CType.TIMER), new Member("value", 16, CType.S64)));

  private static final CType.Struct NO_VARIABLES = new CType.Struct(".bss", 8, List.of());

  private static final CType.Struct VARIABLES =
      new CType.Struct(
          ".data",
          16,
          List.of(new Member("limit", 0, CType.S32), new Member("table", 8, CType.U64)));

  static Stream<MapDefinition> maps() {
    return Stream.of(
        MapDefinition.of("hash", MapType.HASH, ADDRESS, ALL, 1),
        MapDefinition.of("array", MapType.ARRAY, CType.U32, ALL, 1),
        MapDefinition.of("array", MapType.ARRAY, CType.S32, CType.S64, 1),
        MapDefinition.of("percpu_hash", MapType.PERCPU_HASH, ALL, CType.S8, 1),
        MapDefinition.of("percpu_array", MapType.PERCPU_ARRAY, CType.S32, CType.S64, 1),
        MapDefinition.of("lru", MapType.LRU_HASH, CType.S64, ADDRESS, 1),
        MapDefinition.of("lru_percpu", MapType.LRU_PERCPU_HASH, CType.U8, CType.BOOL, 1),
        MapDefinition.of("bytes", MapType.HASH, 3, 5, 1),
        MapDefinition.of("trie", MapType.LPM_TRIE, PREFIX, CType.S8, 1),
        MapDefinition.of("locked", MapType.HASH, CType.S32, LOCKED, 1),
        MapDefinition.of("timed", MapType.ARRAY, CType.S32, TIMED, 1),
        MapDefinition.of("filter", MapType.BLOOM_FILTER, CType.Bare.VOID, CType.S32, 9)
            .withExtra(15),
        MapDefinition.ringBuffer("ring", 4096),
        MapDefinition.globals(".bss", NO_VARIABLES, new byte[8], false),
        MapDefinition.globals(".data", VARIABLES, new byte[16], false),
        MapDefinition.globals(".rodata.a", VARIABLES, new byte[16], true));
  }

  @ParameterizedTest
  @MethodSource("maps")
  void theKernelTakesTheTypes(MapDefinition map) {
    var program = ProgramDefinition.of("none", ProgramType.XDP, Assembler.assemble("exit"));
    var info = ProgramBtf.of(program, List.of(map), ByteOrder.nativeOrder());
    long loaded = BtfCommands.load(info.types());
    assertThat(loaded).as("BTF").isPositive();
    try (var btf = new FileDescriptor((int) loaded, "BTF")) {
      var create =
          new MapCreate(map, null, new MapCreate.TypeInfo(btf, info.maps().getFirst()), true);
      long made = create.call();
      assertThat(made).as("map with types").isPositive();
      new FileDescriptor((int) made, "map").close();
    }
  }
}
