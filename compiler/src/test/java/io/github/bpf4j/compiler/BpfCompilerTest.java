package io.github.bpf4j.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.object.AbortSite;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.LogGates;
import io.github.bpf4j.object.LogSite;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.ProgramDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a compiled program consists of.
class BpfCompilerTest {
  private static final CType BE32 = CType.Int.unsigned("__be32", 4);
  private static final CType BE64 = CType.Int.unsigned("__be64", 8);

  private static CType.Member member(String name, int offset, CType type) {
    return new CType.Member(name, offset, type);
  }

  private static final String LOGGING =
      """
      static final KernelLog LOG = KernelLog.of(Program.class);
      @Xdp static XdpAction run(XdpContext ctx) {
        var eth = EthHdr.at(ctx, 0);
        if (eth.etherType() != EtherType.IPV4) return PASS;
        var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
        LOG.info("IPv4 Source Address: {}", ip.source());
        return PASS;
      }\
      """;

  private static final CompilerOptions BARE = CompilerOptions.DEFAULT.withAccounting(false);

  @Test
  void theSameClassGivesTheSameObject() {
    var first = BpfCompiler.compile(JavaSource.program(LOGGING)).object();
    for (int i = 0; i < 5; i++) {
      assertThat(BpfCompiler.compile(JavaSource.program(LOGGING)).object()).isEqualTo(first);
    }
  }

  /// clang -O2 -mcpu=v3 makes 23 of the C program that stores the address alone; this one also stores
  /// which log statement it was.
  @Test
  void theTutorialsProgramIsAsShortAsClangs() {
    var program = BpfCompiler.compile(JavaSource.program(LOGGING), BARE).program();
    var loaded = LogGates.apply(program, 2);
    assertThat(loaded.insns()).hasSizeLessThanOrEqualTo(23 + 2 + 2);
  }

  @Test
  void withoutItsLogStatementTheProgramHasNoCalls() {
    var program = BpfCompiler.compile(JavaSource.program(LOGGING), BARE).program();
    assertThat(LogGates.apply(program, 1).insns())
        .hasSizeLessThanOrEqualTo(13 + 2)
        .noneMatch(Insn.Call.class::isInstance);
  }

  @Test
  void aLogStatementIsDescribedInTheObject() {
    var program = BpfCompiler.compile(JavaSource.program(LOGGING)).program();
    assertThat(program.logSites())
        .containsExactly(
            new LogSite(
                2,
                "Program",
                "IPv4 Source Address: {}",
                List.of(new LogSite.Argument("io.github.bpf4j.api.Ipv4Address", 4)),
                8));
  }

  @Test
  void abortsAreCountedByTheProgramsOwnLine() {
    var program = BpfCompiler.compile(JavaSource.program(LOGGING)).program();
    assertThat(program.abortSites())
        .containsExactly(
            new AbortSite(0, "Program.java", 6, "packet too short"),
            new AbortSite(1, "Program.java", 8, "packet too short"));
    assertThat(BpfCompiler.compile(JavaSource.program(LOGGING), BARE).program().accounting())
        .isEqualTo(-1);
  }

  @Test
  void mapsHaveTheirFieldsNamesAndCLayout() {
    var object =
        BpfCompiler.compile(
                JavaSource.program(
                    """
                    @Struct static final class Counter { long packets; int bytes; }
                    static final BpfHashMap<Ipv6Address, Counter> SEEN =
                        BpfHashMap.of(Ipv6Address.class, Counter.class, 500);
                    static final BpfLpmTrie<Ipv4Address, Byte> DENIED =
                        BpfLpmTrie.of(Ipv4Address.class, Byte.class, 8);
                    @Xdp static XdpAction run(XdpContext ctx) {
                      var c = SEEN.get(new Ipv6Address(1, 2));
                      if (c == null) return PASS;
                      c.packets++;
                      return DENIED.get(new Ipv4Address(3)) == null ? PASS : DROP;
                    }\
                    """),
                BARE)
            .object();
    var key =
        new CType.Struct(
            "Ipv6Address", 16, List.of(member("high", 0, BE64), member("low", 8, BE64)));
    var counter =
        new CType.Struct(
            "Counter", 16, List.of(member("packets", 0, CType.S64), member("bytes", 8, CType.S32)));
    var address = new CType.Struct("Ipv4Address", 4, List.of(member("bits", 0, BE32)));
    var prefix =
        new CType.Struct(
            "Ipv4AddressPrefix",
            8,
            List.of(member("prefixlen", 0, CType.U32), member("data", 4, address)));
    assertThat(object.maps())
        .containsExactly(
            MapDefinition.of("SEEN", MapType.HASH, key, counter, 500),
            MapDefinition.of("DENIED", MapType.LPM_TRIE, prefix, CType.S8, 8)
                .withFlags(MapDefinition.NO_PREALLOC));
  }

  private static final String TWO_PROGRAMS =
      """
      static final KernelLog LOG = KernelLog.of(Program.class);
      static final BpfArray<Integer> COUNTS = BpfArray.of(Integer.class, 4);
      static int runs;
      @Xdp static XdpAction b(XdpContext ctx) {
        LOG.info("b {}", runs);
        return COUNTS.get(1) == null ? PASS : DROP;
      }
      @Xdp static XdpAction a(XdpContext ctx) {
        runs++;
        LOG.warn("a");
        EthHdr.at(ctx, 0);
        return COUNTS.get(2) == null ? PASS : DROP;
      }\
      """;

  @Test
  void allProgramsOfAClassShareAnObject() {
    var type = JavaSource.program(TWO_PROGRAMS);
    var programs = BpfCompiler.compileAll(type, CompilerOptions.DEFAULT);
    var object = programs.getFirst().object();
    assertThat(programs)
        .allSatisfy(each -> assertThat(each.object()).isSameAs(object))
        .extracting(CompiledProgram::program)
        .isEqualTo(object.programs());
    assertThat(object.programs()).extracting(ProgramDefinition::name).containsExactly("a", "b");
    assertThat(object.maps())
        .extracting(MapDefinition::name)
        .containsExactlyInAnyOrder(".bss", "logs", ".data.counters", "COUNTS");
    assertThat(object.programs())
        .as("a record's number says which statement of which program it is of")
        .allSatisfy(program ->
            assertThat(program.logSites())
                .extracting(LogSite::template)
                .containsExactly("a", "b {}"));
    assertThat(BpfCompiler.compileAll(type, CompilerOptions.DEFAULT).getFirst().object())
        .isEqualTo(object);
    assertThat(BpfCompiler.compileAll(type, CompilerOptions.DEFAULT.withProgram("b")))
        .extracting(each -> each.program().name())
        .containsExactly("b");
  }

  @Test
  void whatIsWrongWithAnyProgramOfAClassIsToldAtOnce() {
    var type =
        JavaSource.program(
            """
            @Xdp static XdpAction a(XdpContext ctx) { return ctx.length() > 1.5 ? PASS : DROP; }
            @Xdp static XdpAction b(XdpContext ctx) { return ctx.length() > 2.5 ? PASS : DROP; }\
            """);
    assertThatThrownBy(() -> BpfCompiler.compileAll(type, CompilerOptions.DEFAULT))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("Program.java:4: error: ")
        .hasMessageContaining("Program.java:5: error: ");
  }

  @Test
  void everyInstructionHasItsJavaLine() {
    var options =
        CompilerOptions.DEFAULT.withSources((_, file, line) -> "  " + file + " line " + line);
    var program = BpfCompiler.compile(JavaSource.program(LOGGING), options).program();
    assertThat(program.lines().getFirst())
        .isEqualTo(new LineInfo(0, "Program.java", 6, "Program.java line 6"));
    assertThat(program.lines()).extracting(LineInfo::line).contains(6, 7, 8, 9, 10);
  }

  @Test
  void oneOfSeveralProgramsIsChosenByName() {
    var type =
        JavaSource.program(
            """
            @Xdp static XdpAction a(XdpContext ctx) { return PASS; }
            @Xdp static XdpAction b(XdpContext ctx) { return DROP; }\
            """);
    assertThat(BpfCompiler.programs(type)).containsExactly("a", "b");
    assertThat(BpfCompiler.compile(type, BARE.withProgram("b")).program().name()).isEqualTo("b");
    assertThatThrownBy(() -> BpfCompiler.compile(type, BARE.withProgram("c")))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("no program called c")
        .hasMessageContaining("it has a, b");
  }
}
