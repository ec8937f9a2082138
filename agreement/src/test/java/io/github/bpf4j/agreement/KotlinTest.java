package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.vm.VmRuntime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program that kotlinc compiled: class files are class files.
class KotlinTest {
  private static final List<byte[]> PACKETS =
      Stream.of(
              "050203040102030400000000",
              "ff0203040102030400000000",
              "64020304010203ff00000000",
              "640203")
          .map(HexFormat.of()::parseHex)
          .toList();

  private static URLClassLoader compile(Path classes) throws Exception {
    var said = new ByteArrayOutputStream();
    var status =
        new K2JVMCompiler()
            .exec(
                new PrintStream(said, true, StandardCharsets.UTF_8),
                "-no-stdlib",
                "-no-reflect",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-d",
                classes.toString(),
                "src/test/resources/kotlin/Flows.kt");
    assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
    return new URLClassLoader(
        new URL[] {classes.toUri().toURL()}, KotlinTest.class.getClassLoader());
  }

  private static Outcome run(BpfRuntime runtime, CompiledProgram program) {
    return Outcome.of(runtime, program, PACKETS);
  }

  private static void check(Path classes, BpfRuntime runtime) throws Exception {
    try (var loader = compile(classes)) {
      var program = BpfCompiler.compile(loader.loadClass("kotlinprograms.FlowsKt"));
      var expected = run(new JvmRuntime(), program);
      assertThat(expected.packets())
          .containsExactly(
              "PASS 050203040102030411133300",
              "PASS ff020304010203040b0a0300",
              "PASS 64020304010203ff70d23500",
              "ABORTED 640203");
      assertThat(expected.logs()).first().isEqualTo("INFO Flow kind SMALL 1.2.3.4");
      assertThat(run(runtime, program)).isEqualTo(expected);
    }
  }

  @Test
  void theVmAgreesWithTheJvm(@TempDir Path classes) throws Exception {
    check(classes, new VmRuntime());
  }

  /// The same in the kernel.
  @KernelTest
  static class InTheKernelTest {
    @Test
    void theKernelAgreesWithTheJvm(@TempDir Path classes) throws Exception {
      check(classes, new KernelRuntime());
    }
  }
}
