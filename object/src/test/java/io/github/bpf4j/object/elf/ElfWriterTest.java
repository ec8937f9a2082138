package io.github.bpf4j.object.elf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.object.AbortSite;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.LogGate;
import io.github.bpf4j.object.LogSite;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands in the file. That loaders take it is tested where the kernel is.
class ElfWriterTest {
  @TempDir Path folder;

  private static ProgramDefinition logging(String name) {
    return new ProgramDefinition(
        name,
        ProgramType.XDP,
        Assembler.assemble(
            """
            goto +0
            r1 = map[idx:0]
            call logged
            r0 = 2
            exit
            logged:
            r0 = 0
            exit
            """),
        List.of(new FunctionInfo(0, name), new FunctionInfo(6, "logged")),
        List.of(
            new LineInfo(0, "A.java", 1, "LOG.info(\"x\");"),
            new LineInfo(4, "A.java", 2, "return PASS;")),
        List.of(new LogGate(0, 2, 3)),
        List.of(
            new LogSite(2, "A", "x", List.of(), 4),
            new LogSite(
                4,
                "A",
                "tab\tline\nbackslash\\ {} {}",
                List.of(new LogSite.Argument("int", 4), new LogSite.Argument("long", 8)),
                16)),
        List.of(new AbortSite(0, "A.java", 7, "packet too short")),
        -1,
        0);
  }

  private static BpfObject object() {
    return new BpfObject(
        "A",
        List.of(logging("first"), logging("second")),
        List.of(
            MapDefinition.ringBuffer("logs", 4096),
            MapDefinition.of("SEEN", MapType.HASH, 4, 8, 9)),
        "GPL");
  }

  private String run(String tool, String... arguments) throws Exception {
    var found =
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
            .flatMap(path -> Stream.of(tool + "-19", tool).map(Path.of(path)::resolve))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), tool + " is not installed");
    var command = Stream.concat(Stream.of(found.orElseThrow().toString()), Stream.of(arguments));
    var process =
        new ProcessBuilder(command.toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  private void write(int maxLevel) throws Exception {
    Files.write(folder.resolve("a.o"), ElfWriter.write(object(), maxLevel));
  }

  @Test
  void equalObjectsGiveTheSameBytes() {
    assertThat(ElfWriter.write(object(), 2)).isEqualTo(ElfWriter.write(object(), 2));
  }

  @Test
  void programsAreFunctionsOfASectionAndWhatTheyCallIsInTextOnce() throws Exception {
    write(2);
    assertThat(run("llvm-objdump", "-d", "-r", "--no-show-raw-insn", "a.o"))
        .isEqualTo(
            """

            a.o:	file format elf64-bpf

            Disassembly of section .text:

            0000000000000000 <logged>:
                   0:	r0 = 0x0
                   1:	exit

            Disassembly of section xdp:

            0000000000000000 <first>:
                   0:	r1 = 0x0 ll
            		0000000000000000:  R_BPF_64_64	logs
                   2:	call -0x1
            		0000000000000010:  R_BPF_64_32	.text
                   3:	r0 = 0x2
                   4:	exit

            0000000000000028 <second>:
                   5:	r1 = 0x0 ll
            		0000000000000028:  R_BPF_64_64	logs
                   7:	call -0x1
            		0000000000000038:  R_BPF_64_32	.text
                   8:	r0 = 0x2
                   9:	exit
            """);
  }

  @Test
  void statementsThatAreOffAreNotInTheFileNorIsTheirBuffer() throws Exception {
    write(1);
    assertThat(run("llvm-objdump", "-d", "--no-show-raw-insn", "a.o"))
        .doesNotContain("call")
        .doesNotContain("logged");
    assertThat(run("llvm-readelf", "--symbols", "a.o")).contains("SEEN").doesNotContain("logs");
  }

  @Test
  void theLicenceIsASectionOfItsOwn() throws Exception {
    write(2);
    assertThat(run("llvm-readelf", "-p", "license", "a.o")).contains("GPL");
  }

  @Test
  void sitesAreStrings() {
    var strings = new String(Sites.of(object()), UTF_8).split("\0", -1);
    assertThat(strings)
        .startsWith(
            "",
            "bpf4j\t1",
            "program\tfirst\tlogs\t",
            "log\t0\tinfo\tA\tx\t4",
            "log\t1\ttrace\tA\ttab\\tline\\nbackslash\\\\ {} {}\t16\t4:int\t8:long",
            "abort\t0\tA.java\t7\tpacket too short",
            "program\tsecond\tlogs\t")
        .endsWith("");
  }

  @Test
  void functionsOfTheKernelAreWeakSymbolsOfNoSection() throws Exception {
    var program =
        ProgramDefinition.of(
            "main", ProgramType.XDP, Assembler.assemble("call kfunc[0]\ncall kfunc[0]\nexit"));
    var object = new BpfObject("A", List.of(program), List.of(), "GPL");
    Files.write(folder.resolve("a.o"), ElfWriter.write(object, 2));
    assertThat(run("llvm-objdump", "-d", "-r", "--no-show-raw-insn", "a.o"))
        .containsSubsequence(
            "call -0x1",
            "R_BPF_64_32\tbpf_xdp_metadata_rx_hash",
            "call -0x1",
            "R_BPF_64_32\tbpf_xdp_metadata_rx_hash");
    assertThat(run("llvm-readelf", "-s", "a.o"))
        .containsPattern("NOTYPE +WEAK +DEFAULT +UND bpf_xdp_metadata_rx_hash\n");
  }

  @Test
  void theAddressOfAPlainMapsValueIsRefused() {
    var program =
        ProgramDefinition.of(
            "main", ProgramType.XDP, Assembler.assemble("r1 = map[idx:0][0]+0\nr0 = 2\nexit"));
    var object =
        new BpfObject(
            "A", List.of(program), List.of(MapDefinition.of("M", MapType.ARRAY, 4, 8, 1)), "GPL");
    assertThatThrownBy(() -> ElfWriter.write(object, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a program takes the address of the value of map M");
  }
}
