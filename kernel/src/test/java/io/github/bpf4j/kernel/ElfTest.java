package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.CType.Member;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import io.github.bpf4j.object.elf.ElfWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// libbpf and bpftool take the ELF file of an object unchanged, and its programs do there what they do when
/// they are loaded by this module.
@KernelTest
class ElfTest {

  @TempDir Path folder;
  private Path file = Path.of("");

  private static CType.Struct variables(String section, String first, String second) {
    return new CType.Struct(
        section, 8, List.of(new Member(first, 0, CType.S32), new Member(second, 4, CType.S32)));
  }

  private static byte[] words(int first, int second) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(first)
        .putInt(second)
        .array();
  }

  private static List<MapDefinition> maps() {
    var key = new CType.Struct("Key", 4, List.of(new Member("id", 0, CType.S32)));
    var counter =
        new CType.Struct(
            "Counter",
            16,
            List.of(
                new Member("lock", 0, CType.SPIN_LOCK),
                new Member("action", 4, new CType.Enumerated("Action", List.of("PASS", "DROP"))),
                new Member("packets", 8, CType.S64)));
    var prefix =
        new CType.Struct(
            "Prefix",
            8,
            List.of(new Member("prefixlen", 0, CType.U32), new Member("data", 4, CType.U32)));
    return List.of(
        MapDefinition.globals(".data", variables(".data", "limit", "calls"), words(20, 3), false),
        MapDefinition.globals(
            ".rodata", variables(".rodata", "one", "thousand"), words(1, 1000), true),
        MapDefinition.globals(".bss", variables(".bss", "sum", "runs"), words(0, 0), false),
        MapDefinition.of("SEEN", MapType.HASH, key, counter, 100),
        MapDefinition.of("OUTER", MapType.ARRAY_OF_MAPS, 4, 4, 2)
            .withInner(MapDefinition.of("counts", MapType.HASH, 4, 8, 10)),
        MapDefinition.ringBuffer("EVENTS", 4096),
        MapDefinition.of("DENIED", MapType.LPM_TRIE, prefix, CType.S8, 16),
        MapDefinition.of("QUEUE", MapType.QUEUE, CType.Bare.VOID, counter, 4),
        MapDefinition.of("STACK", MapType.STACK, CType.Bare.VOID, CType.S32, 4),
        MapDefinition.of("BLOOM", MapType.BLOOM_FILTER, CType.Bare.VOID, key, 4).withExtra(3));
  }

  private static ProgramDefinition program(
      String name, String text, List<FunctionInfo> functions, List<LineInfo> lines) {
    return new ProgramDefinition(
        name,
        ProgramType.XDP,
        Assembler.assemble(text),
        functions,
        lines,
        List.of(),
        List.of(),
        List.of(),
        -1,
        -1);
  }

  /// A sum of variables of all sections: 20 + 1,000 + 0, and counts its runs in two of them.
  private static final ProgramDefinition VARIABLES =
      program(
          "variables",
          """
          r1 = map[idx:0][0]+0
          r0 = *(u32 *)(r1 + 0)
          r2 = *(u32 *)(r1 + 4)
          r2 += 1
          *(u32 *)(r1 + 4) = r2
          r1 = map[idx:1][0]+4
          r2 = *(u32 *)(r1 + 0)
          r0 += r2
          r1 = map[idx:2][0]+4
          r2 = *(u32 *)(r1 + 0)
          r0 += r2
          r2 += 1
          *(u32 *)(r1 + 0) = r2
          exit
          """,
          List.of(),
          List.of(
              new LineInfo(0, "Test.java", 3, "int sum = limit;"),
              new LineInfo(6, "Test.java", 4, "return sum + THOUSAND;")));

  /// 2 * (0 + 1 + 2 + 3), by a callback of `bpf_loop` that calls a function, and a function.
  private static final ProgramDefinition FUNCTIONS =
      program(
          "functions",
          """
          *(u64 *)(r10 - 8) = 0
          r1 = 4
          r2 = subprog[back]
          r3 = r10
          r3 += -8
          r4 = 0
          call 181
          r1 = *(u64 *)(r10 - 8)
          call twice
          exit
          twice:
          r0 = r1
          r0 += r1
          exit
          back:
          r6 = r2
          call same
          r3 = *(u64 *)(r6 + 0)
          r3 += r0
          *(u64 *)(r6 + 0) = r3
          r0 = 0
          exit
          same:
          r0 = r1
          exit
          """,
          List.of(
              new FunctionInfo(0, "functions"),
              new FunctionInfo(
                  11, "twice", CType.S64, List.of(new FunctionInfo.Parameter("value", CType.S64))),
              new FunctionInfo(
                  14,
                  "back",
                  CType.S64,
                  List.of(
                      new FunctionInfo.Parameter("index", CType.S32),
                      new FunctionInfo.Parameter("sum", CType.Bare.POINTER))),
              new FunctionInfo(
                  21, "same", CType.S64, List.of(new FunctionInfo.Parameter("x", CType.S64)))),
          List.of(
              new LineInfo(0, "Test.java", 10, "return twice(sum(4));"),
              new LineInfo(11, "Test.java", 20, "return 2 * value;"),
              new LineInfo(14, "Test.java", 30, "sum += same(index);"),
              new LineInfo(21, "Other.java", 7, "return x;")));

  /// What is under key 1 in the map at index 0 of `OUTER`; 2 where there is none.
  private static final ProgramDefinition MAPS =
      program(
          "maps",
          Programs.innerLookup(4, 0, 1)
              + """
              r0 = *(u32 *)(r0 + 0)
              exit
              none:
              *(u32 *)(r10 - 4) = 2
              r1 = map[idx:3]
              r2 = r10
              r2 += -4
              call 1
              if r0 != 0 goto +8
              *(u64 *)(r10 - 16) = 0
              *(u32 *)(r10 - 16) = 32
              r1 = map[idx:6]
              r2 = r10
              r2 += -16
              call 1
              if r0 == 0 goto +2
              r0 = 5
              exit
              r1 = map[idx:5]
              r2 = 8
              r3 = 0
              call 131
              if r0 == 0 goto +4
              *(u64 *)(r0 + 0) = 0
              r1 = r0
              r2 = 0
              call 132
              r0 = 2
              exit
              """,
          List.of(),
          List.of(new LineInfo(0, "Test.java", 50, "var counts = OUTER.get(0);")));

  private static final BpfObject OBJECT =
      new BpfObject("Test", List.of(VARIABLES, FUNCTIONS, MAPS), maps(), "GPL");

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("test.o");
    Files.write(file, ElfWriter.write(OBJECT, 2));
  }

  private static int verdict(ProgramDefinition program) {
    try (var loaded = KernelObject.load(OBJECT, program)) {
      return loaded.run(XdpPacket.of(new byte[60]));
    }
  }

  @Test
  void libbpfLoadsAndRunsThePrograms() throws Exception {
    var gcc = Tool.installed("gcc");
    Tool.installedHeader("bpf/libbpf.h");
    try (InputStream source = ElfTest.class.getResourceAsStream("loader.c")) {
      Files.copy(Objects.requireNonNull(source), folder.resolve("loader.c"));
    }
    Tool.run(folder, gcc, "-Wall", "-Werror", "-o", "loader", "loader.c", "-lbpf");
    var lines = Tool.run(folder, folder.resolve("loader").toString(), file.toString()).lines();
    assertThat(verdict(VARIABLES)).isEqualTo(1020);
    assertThat(verdict(FUNCTIONS)).isEqualTo(12);
    assertThat(verdict(MAPS)).as("with nothing in the map of maps").isEqualTo(2);
    assertThat(lines)
        .containsExactlyInAnyOrder(
            "variables 1020",
            "functions 12",
            "maps 7",
            "SEEN",
            "OUTER",
            "EVENTS",
            "DENIED",
            "QUEUE",
            "STACK",
            "BLOOM 3 hashes",
            "test.data 14 00 00 00 04 00 00 00",
            "test.rodata 01 00 00 00 e8 03 00 00",
            "test.bss 00 00 00 00 01 00 00 00");
  }

  /// Runs commands with a BPF file system of their own at `$FS`, which nobody else sees and which is gone after
  /// them.
  private String withBpffs(String commands) throws IOException, InterruptedException {
    Files.createDirectory(folder.resolve("fs"));
    return Tool.run(
        folder,
        Tool.installed("unshare"),
        "--mount",
        "sh",
        "-e",
        "-c",
        "FS=%s\nmount -t bpf bpf $FS\n%s".formatted(folder.resolve("fs"), commands));
  }

  @Test
  void bpftoolLoadsTheFileAndShowsJavaLines() throws Exception {
    var bpftool = Tool.installed("bpftool");
    var listing =
        withBpffs(
            """
            %1$s prog loadall test.o $FS/all type xdp
            ls $FS/all
            %1$s prog dump xlated pinned $FS/all/variables linum
            %1$s prog dump xlated pinned $FS/all/functions linum
            """
                .formatted(bpftool));
    assertThat(listing)
        .startsWith("functions\nmaps\nvariables\n")
        .contains(
            "int variables(struct xdp_md * ctx):",
            "; int sum = limit; [file:Test.java line_num:3 line_col:0]",
            "; return sum + THOUSAND; [file:Test.java line_num:4 line_col:0]",
            "int functions(struct xdp_md * ctx):",
            "; return twice(sum(4)); [file:Test.java line_num:10 line_col:0]",
            "long long twice(long long value):",
            "; return 2 * value; [file:Test.java line_num:20 line_col:0]",
            "long long back(int index, void * sum):",
            "; sum += same(index); [file:Test.java line_num:30 line_col:0]",
            "long long same(long long x):",
            "; return x; [file:Other.java line_num:7 line_col:0]");
  }

  @Test
  void bpftoolPrintsEntriesByTheirTypes() throws Exception {
    var bpftool = Tool.installed("bpftool");
    var entries =
        withBpffs(
            """
            %1$s prog loadall test.o $FS/all type xdp pinmaps $FS/maps
            %1$s map update pinned $FS/maps/SEEN key 9 0 0 0 \
            value 0 0 0 0 1 0 0 0 5 0 0 0 0 0 0 0
            %1$s map dump pinned $FS/maps/SEEN
            """
                .formatted(bpftool));
    assertThat(entries.replaceAll("\\s", ""))
        .isEqualTo(
            """
            [{"key":{"id":9},"value":{"lock":{"val":0},"action":"DROP","packets":5}}]\
            """);
  }

  /// libbpf finds the functions, and the kernel says of them what it says of each program that is for all interfaces:
  /// this version of bpftool cannot bind one.
  @Test
  void libbpfFindsFunctionsOfTheKernel() throws Exception {
    var program =
        program(
            "metadata",
            """
            r6 = r1
            *(u64 *)(r10 - 8) = 0
            *(u64 *)(r10 - 16) = 0
            r2 = r10
            r2 += -8
            r3 = r10
            r3 += -16
            call kfunc[0]
            r1 = r6
            r2 = r10
            r2 += -8
            call kfunc[1]
            r1 = r6
            r2 = r10
            r2 += -8
            r3 = r10
            r3 += -16
            call kfunc[2]
            r0 = 2
            exit
            """,
            List.of(),
            List.of());
    var object = new BpfObject("Test", List.of(program), List.of(), "GPL");
    Files.write(file, ElfWriter.write(object, 2));
    var log =
        withBpffs(
            "%s prog load test.o $FS/metadata type xdp 2>&1 && exit 1 || true"
                .formatted(Tool.installed("bpftool")));
    assertThat(log).contains("metadata kfuncs require device-bound program");
    var types = Tool.run(folder, Tool.installed("bpftool"), "btf", "dump", "file", "test.o");
    assertThat(types)
        .contains("FUNC 'bpf_xdp_metadata_rx_hash'", "linkage=extern", "DATASEC '.ksyms' size=0")
        .contains("(FUNC 'bpf_xdp_metadata_rx_vlan_tag')");
  }

  @Test
  void bpftoolReadsTheTypes() throws Exception {
    var bpftool = Tool.installed("bpftool");
    var types = Tool.run(folder, bpftool, "btf", "dump", "file", file.toString());
    assertThat(types)
        .contains(
            "ENUM 'Action' encoding=UNSIGNED size=4 vlen=2",
            "'DROP' val=1",
            "STRUCT 'Counter' size=16 vlen=3",
            "DATASEC '.maps'",
            "DATASEC '.rodata' size=8 vlen=2",
            "(VAR 'thousand')",
            "FUNC 'functions'",
            "linkage=global",
            "FUNC 'twice'",
            "linkage=static");
    var header = Tool.run(folder, bpftool, "btf", "dump", "file", file.toString(), "format", "c");
    assertThat(header).contains("struct Counter {").contains("struct xdp_md {");
  }

  /// A skeleton is what C programs include: every variable has its name and type there.
  @Test
  void bpftoolMakesASkeleton() throws Exception {
    var bpftool = Tool.installed("bpftool");
    var skeleton = Tool.run(folder, bpftool, "gen", "skeleton", file.toString());
    assertThat(skeleton)
        .contains("struct bpf_map *SEEN;", "struct bpf_program *functions;", "int thousand;");
  }
}
