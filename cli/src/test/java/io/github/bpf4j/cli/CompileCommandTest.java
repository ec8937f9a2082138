package io.github.bpf4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.kernel.SystemReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `bpf4j compile`, and what other people's tools make of its files.
class CompileCommandTest {
  private static final String FUN_XDP =
      "../examples/src/main/java/io/github/bpf4j/examples/FunXdp.java";

  /// Two programs with a map, a variable, a table and a function in common.
  private static final String SHARED =
      """
      import io.github.bpf4j.api.*;
      import static io.github.bpf4j.api.XdpAction.*;

      class Shared {
        static final KernelLog LOG = KernelLog.of(Shared.class);
        static final BpfHashMap<Integer, Long> SEEN = BpfHashMap.of(Integer.class, Long.class, 64);
        static final int[] TABLE = {3, 1, 4, 1, 5, 9, 2, 6};
        static int runs;

        @NoInline
        static int lookUp(int index) {
          return TABLE[index & 7];
        }

        @Xdp
        static XdpAction first(XdpContext ctx) {
          runs++;
          LOG.info("first {}", runs);
          return lookUp(runs) > 4 ? DROP : PASS;
        }

        @Xdp
        static XdpAction second(XdpContext ctx) {
          runs += 10;
          LOG.warn("second");
          return SEEN.get(lookUp(runs)) == null ? PASS : DROP;
        }
      }
      """;

  @TempDir private Path folder;

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private Path object(String source, String... options) throws IOException {
    var file = folder.resolve("object.o");
    var arguments = new ArrayList<>(List.of("compile", source, "-o", file.toString()));
    arguments.addAll(List.of(options));
    var outcome = Bpf4j.run(arguments.toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "FunXdp, fun_xdp.o",
    "DenyList, deny_list.o",
    "XDPFilter, xdp_filter.o",
    "Ipv4Only, ipv4_only.o",
    "a, a.o"
  })
  void theFileIsNamedAsCWouldNameIt(String className, String file) {
    assertThat(CompileCommand.defaultName(className)).isEqualTo(file);
  }

  @Test
  void aLineSaysWhatWasWritten() throws IOException {
    var file = folder.resolve("x.o");
    var outcome = Bpf4j.run("compile", FUN_XDP, "--output", file.toString());
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .isEqualTo("%s: funXdp, %,d bytes\n".formatted(file, Files.size(file)));
    assertThat(Files.readAllBytes(file)).startsWith(0x7f, 'E', 'L', 'F');
  }

  @Test
  void aClassFileAndAClassNameAreTaken() throws Exception {
    var name = "io.github.bpf4j.examples.FunXdp";
    // The examples may be a folder or an archive on the class path: the file is one of its own.
    var path = name.replace('.', '/') + ".class";
    var classFile = folder.resolve(path);
    Files.createDirectories(classFile.getParent());
    try (var bytes = Main.class.getResourceAsStream("/" + path)) {
      Files.copy(bytes, classFile);
    }
    var byFile = Files.readAllBytes(object(classFile.toString()));
    var byName = Files.readAllBytes(object(name));
    assertThat(byName).isEqualTo(byFile);
    assertThat(new String(byFile, UTF_8)).contains("FunXdp.java").doesNotContain("return PASS;");
    assertThat(new String(Files.readAllBytes(object(FUN_XDP)), UTF_8)).contains("return PASS;");
  }

  /// In another JVM, folder, locale, time zone and with other hash codes of objects.
  @Test
  void theSameSourceGivesTheSameBytesEverywhere() throws Exception {
    var here = Files.readAllBytes(object(write("Shared.java", SHARED)));
    var elsewhere = Files.createDirectories(folder.resolve("else/where"));
    Files.writeString(elsewhere.resolve("Shared.java"), SHARED);
    Tools.output(
        Map.of("LC_ALL", "C", "TZ", "Pacific/Auckland"),
        elsewhere,
        Tools.ofThisJdk("java"),
        "-XX:+UnlockExperimentalVMOptions",
        "-XX:hashCode=2",
        "-Duser.language=tr",
        "-Duser.country=TR",
        "-Duser.timezone=Asia/Kathmandu",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "compile",
        "Shared.java");
    assertThat(Files.readAllBytes(elsewhere.resolve("shared.o"))).isEqualTo(here);
  }

  @Test
  void allProgramsOfAClassAreInTheFileAndOneCanBeChosen() throws Exception {
    var source = write("Shared.java", SHARED);
    var readelf = Tools.installed("llvm-readelf-19", "llvm-readelf");
    assertThat(Tools.output(folder, readelf, "--symbols", object(source).toString()))
        .containsPattern("FUNC +GLOBAL .* first\n")
        .containsPattern("FUNC +GLOBAL .* second\n")
        .containsOnlyOnce(" lookUp\n")
        .containsOnlyOnce(" SEEN\n")
        .containsOnlyOnce(" runs\n")
        .containsOnlyOnce(" TABLE\n");
    assertThat(
            Tools.output(
                folder, readelf, "--symbols", object(source, "--program", "first").toString()))
        .contains(" first\n")
        .doesNotContain(" second\n");
    assertThat(Bpf4j.run("compile", source, "--program", "third").err())
        .contains("has no XDP program 'third'; it has first, second");
  }

  @Test
  void ofSeveralClassesOneIsChosen() throws Exception {
    var source =
        write(
            "Shared.java",
            SHARED
                + "class Other { @Xdp static XdpAction other(XdpContext ctx) { return PASS; } }");
    var outcome = Bpf4j.run("compile", source);
    assertThat(outcome.status()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err())
        .contains("several classes with XDP programs: Other, Shared", "fix: choose one");
    var file = folder.resolve("object.o").toString();
    assertThat(Bpf4j.run("compile", source, "-o", file, "--program", "Shared").out())
        .startsWith(file + ": first, second, ");
    assertThat(Bpf4j.run("compile", source, "-o", file, "--program", "other").out())
        .startsWith(file + ": other, ");
  }

  @Test
  void errorsOfAllProgramsAreToldAtOnce() throws IOException {
    var source =
        write(
            "Bad.java",
            """
            import io.github.bpf4j.api.*;
            class Bad {
              @Xdp static XdpAction a(XdpContext ctx) { return ctx.length() > 1.5 ? XdpAction.PASS : XdpAction.DROP; }
              @Xdp static XdpAction b(XdpContext ctx) { return ctx.length() > 2.5 ? XdpAction.PASS : XdpAction.DROP; }
            }
            """);
    var outcome = Bpf4j.run("compile", source, "-o", folder.resolve("bad.o").toString());
    assertThat(outcome.status()).isEqualTo(ExitCode.FAULT);
    assertThat(outcome.err()).contains("Bad.java:3: error: ", "Bad.java:4: error: ");
    assertThat(folder.resolve("bad.o")).doesNotExist();
  }

  @Test
  void aFileThatCannotBeWrittenIsAnErrorThatSaysWhy() throws IOException {
    var outcome =
        Bpf4j.run("compile", FUN_XDP, "-o", folder.resolve("nowhere").resolve("x.o").toString());
    assertThat(outcome.status()).isEqualTo(ExitCode.FAULT);
    assertThat(outcome.err()).contains("cannot write", "there is no folder", "fix: ");
    var inFolder = Bpf4j.run("compile", FUN_XDP, "-o", folder.toString());
    assertThat(inFolder.status()).isEqualTo(ExitCode.USAGE);
    assertThat(inFolder.err())
        .contains("it is a folder", "fix: name a file in it: -o " + folder + "/fun_xdp.o");
  }

  @Test
  void theInstructionSetIsChosen() throws Exception {
    var source =
        write(
            "Wide.java",
            """
            import io.github.bpf4j.api.*;
            class Wide {
              @Xdp static XdpAction wide(XdpContext ctx) {
                int divisor = ctx.rxQueue() - 3;
                return ctx.length() / divisor > 7 ? XdpAction.PASS : XdpAction.DROP;
              }
            }
            """);
    var objdump = Tools.installed("llvm-objdump-19", "llvm-objdump");
    assertThat(Tools.output(folder, objdump, "-d", "--mcpu=v4", object(source).toString()))
        .doesNotContain(" s/= ");
    assertThat(
            Tools.output(
                folder, objdump, "-d", "--mcpu=v4", object(source, "--target", "v4").toString()))
        .contains(" s/= ");
    assertThat(Bpf4j.run("compile", source, "--target", "v5").err())
        .contains("Invalid value for option '--target'");
  }

  @Test
  void logStatementsThatAreOffAreNotInTheFile() throws Exception {
    var source = write("Shared.java", SHARED);
    var objdump = Tools.installed("llvm-objdump-19", "llvm-objdump");
    assertThat(
            Tools.output(
                folder, objdump, "-d", "-r", object(source, "--log-level", "warn").toString()))
        .containsOnlyOnce("R_BPF_64_64\tlogs");
    assertThat(
            Tools.output(
                folder, objdump, "-d", "-r", object(source, "--log-level", "error").toString()))
        .doesNotContain("logs");
  }

  @Test
  void llvmPrintsTheProgram() throws Exception {
    var objdump = Tools.installed("llvm-objdump-19", "llvm-objdump");
    assertThat(Tools.output(folder, objdump, "-d", object(FUN_XDP).toString()))
        .contains("file format elf64-bpf", "<funXdp>:", "r2 = *(u32 *)(r1 + 0x0)", "exit");
  }

  @Test
  void statisticsAreFiguresOfEachProgram() throws IOException {
    var source = write("Shared.java", SHARED);
    var outcome = Bpf4j.run("compile", source, "-o", folder + "/x.o", "--stats");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .containsPattern("(?m)^first: xdp, \\d+ instructions$")
        .containsPattern("(?m)^second: xdp, \\d+ instructions$")
        .containsPattern("(?m)^  lookUp +\\d+ +\\d+ +\\d+$")
        .containsPattern("(?m)^  verifier, estimated +\\d+ instructions$");
    if (SystemReport.create().kernelUsable()) {
      assertThat(outcome.out())
          .containsPattern("verifier, Linux \\S+ +\\d+ instructions, \\d+ states? \\(")
          .containsPattern("loaded +\\d+ bytes of eBPF, \\d+ bytes of machine code");
    } else {
      assertThat(outcome.out()).contains("not asked: ");
    }
  }

  @Test
  void statisticsAreJsonToo() throws IOException {
    KernelTests.require();
    var file = folder.resolve("x.o");
    var outcome =
        Bpf4j.run("compile", FUN_XDP, "-o", file.toString(), "--stats", "--format", "json");
    assertThat(outcome.out())
        .startsWith("{\"file\":\"%s\",\"bytes\":%d,".formatted(file, Files.size(file)))
        .contains(
            "\"programs\":[{\"name\":\"funXdp\",\"type\":\"xdp\",",
            "\"functions\":[{\"name\":\"funXdp\",",
            "\"estimate\":",
            "\"kernel\":{\"version\":\"",
            "\"xlatedBytes\":",
            "\"jitedBytes\":");
    assertThat(outcome.lines()).hasSize(1);
  }

  @Test
  void bpftoolLoadsTheProgramsAndShowsTheirJavaLines() throws Exception {
    KernelTests.require();
    var bpftool = Tools.installed("bpftool");
    var file = object(write("Shared.java", SHARED));
    var mount = Files.createDirectory(folder.resolve("fs"));
    var listing =
        Tools.output(
            folder,
            Tools.installed("unshare"),
            "--mount",
            "sh",
            "-e",
            "-c",
            """
            mount -t bpf bpf "$1"
            %1$s prog loadall "$2" "$1/all" type xdp pinmaps "$1/maps"
            ls "$1/all"
            %1$s prog dump xlated pinned "$1/all/first" linum
            %1$s map dump pinned "$1/maps/object_rodata"
            """
                .formatted(bpftool),
            "sh",
            mount.toString(),
            file.toString());
    assertThat(listing)
        .startsWith("first\nsecond\n")
        .contains("; runs++; [file:Shared.java line_num:17 ")
        .contains("; return TABLE[index & 7]; [file:Shared.java line_num:12 ")
        .contains("\"TABLE\": [3,1,4,1,5,9,2,6");
  }
}
