package io.github.bpf4j.isa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// LLVM's assembler and disassembler agree with ours, where they are installed.
class LlvmTest {
  private static final int PROGRAMS = 20;
  private static final int LENGTH = 400;

  @TempDir Path folder;

  @Test
  void llvmAssemblesOurTextToOurBytes() throws Exception {
    Path assembler = tool("llvm-mc");
    Path objcopy = tool("llvm-objcopy");
    for (List<Insn> insns : programs(LlvmTest::llvmHasSyntaxFor)) {
      Path object = folder.resolve("program.o");
      run(
          Printer.print(insns),
          assembler.toString(),
          "-triple=bpfel",
          "-mcpu=v4",
          "-filetype=obj",
          "-o",
          object.toString());
      Path bytes = folder.resolve("program.bin");
      run(
          "",
          objcopy.toString(),
          "--dump-section",
          ".text=" + bytes,
          object.toString(),
          folder.resolve("copy.o").toString());

      assertThat(Decoder.decode(Files.readAllBytes(bytes), ByteOrder.LITTLE_ENDIAN))
          .isEqualTo(insns);
      assertThat(Files.readAllBytes(bytes))
          .isEqualTo(Encoder.encode(insns, ByteOrder.LITTLE_ENDIAN));
    }
  }

  @Test
  void llvmsDisassemblyOfOurBytesAssemblesToOurInstructions() throws Exception {
    Path assembler = tool("llvm-mc");
    for (List<Insn> insns : programs(LlvmTest::llvmPrintsAllOf)) {
      String bytes =
          HexFormat.ofDelimiter(" ")
              .withPrefix("0x")
              .formatHex(Encoder.encode(insns, ByteOrder.LITTLE_ENDIAN));
      String text =
          run(bytes, assembler.toString(), "-triple=bpfel", "-mcpu=v4", "-disassemble")
              .lines()
              .filter(line -> !line.strip().startsWith(".text"))
              .collect(Collectors.joining("\n"));

      assertThat(Assembler.assemble(text)).isEqualTo(insns);
    }
  }

  @Test
  void objdumpsTextOfAnObjectIsRead() throws Exception {
    Path assembler = tool("llvm-mc");
    Path objdump = tool("llvm-objdump");
    List<Insn> insns =
        Assembler.assemble(
            """
              r2 = *(u32 *)(r1 + 4)
              if r2 > 14 goto out
              r0 = -0x123456789a ll
              r3 = map[fd:5]
            out:
              lock *(u32 *)(r1 - 4) += w2
              if w1 s< -3 goto out
              exit
            """);
    Path object = folder.resolve("program.o");
    String bytes =
        HexFormat.ofDelimiter(",")
            .withPrefix("0x")
            .formatHex(Encoder.encode(insns, ByteOrder.LITTLE_ENDIAN));
    run(
        ".byte " + bytes,
        assembler.toString(),
        "-triple=bpfel",
        "-filetype=obj",
        "-o",
        object.toString());
    String text =
        run(
            "",
            objdump.toString(),
            "-d",
            "--mcpu=v4",
            "--no-show-raw-insn",
            "--no-leading-addr",
            object.toString());

    assertThat(text).contains("goto +0x4 <");
    String code = text.substring(text.indexOf("<.text>:") + "<.text>:".length());
    assertThat(Assembler.assemble(code)).isEqualTo(insns);
  }

  private static List<List<Insn>> programs(Predicate<Insn> wanted) {
    List<List<Insn>> programs = new ArrayList<>();
    long seed = Long.getLong("bpf4j.seed", System.nanoTime());
    for (int i = 0; i < PROGRAMS; i++) {
      RandomInsns random = new RandomInsns(new java.util.Random(seed + i));
      programs.add(Stream.generate(random::next).filter(wanted).limit(LENGTH).toList());
    }
    return programs;
  }

  /// LLVM 19 writes no loads of maps, no calls but of helpers and symbols, no `fd_array`, and no offset beside a
  /// packet load's index; it takes no jump offsets beyond 16 bits, and of the atomic operations not the
  /// acquiring load and the releasing store of later versions.
  private static boolean llvmHasSyntaxFor(Insn insn) {
    return switch (insn) {
      case Insn.LoadImm64 load -> load.pseudo() == Pseudo.NONE;
      case Insn.CallLocal _, Insn.CallKfunc _ -> false;
      case Insn.Jump jump -> jump.isShort();
      case Insn.Atomic atomic -> !atomic.op().anySize();
      case Insn.LoadPacket load -> load.index().isEmpty();
      default -> true;
    };
  }

  /// Its disassembler knows `gotol`, and prints all but the second half of a load of something else than a number,
  /// what kind of call a call is, and a packet load's offset.
  private static boolean llvmPrintsAllOf(Insn insn) {
    return switch (insn) {
      case Insn.LoadImm64 load -> load.pseudo() == Pseudo.NONE || load.nextImm() == 0;
      case Insn.Jump _ -> true;
      default -> llvmHasSyntaxFor(insn);
    };
  }

  /// Debian's name of the tool or the plain one.
  private static Path tool(String name) {
    Optional<Path> found =
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
            .flatMap(folder -> Stream.of(name + "-19", name).map(Path.of(folder)::resolve))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        found.isPresent(),
        name + " is not on the PATH: install LLVM (Debian: llvm-19) for this test");
    return found.orElseThrow();
  }

  private String run(String input, String... command) throws IOException, InterruptedException {
    Path in = Files.writeString(folder.resolve("in"), input);
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectError(errors.toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.waitFor();
    assertThat(status).as(Files.readString(errors)).isZero();
    assertThat(Files.readString(errors)).isEmpty();
    return output;
  }
}
