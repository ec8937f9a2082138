package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompilerOptions;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.isa.IsaVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The Java examples of a page of the documentation, as programs. What stands before an example's first
/// blank line belongs to the class, the rest into the program; a block of `java user space` is the user
/// side of the one before it.
///
/// @param path the page
/// @param program the class's body around an example, with two places for its parts
record PageExamples(String path, String program) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java *([^\\n]*)\\n(.*?)^```$");

  /// A block of Java.
  ///
  /// @param kind what stands behind `java`
  record Block(String kind, String code) {}

  String text() throws IOException {
    return Files.readString(Path.of(path));
  }

  /// The blocks of Java of a text, in its order.
  static List<Block> blocks(String text) {
    return BLOCK
        .matcher(text)
        .results()
        .map(block -> new Block(block.group(1), block.group(2)))
        .toList();
  }

  /// A class for each example, its user side a method `user` beside the program.
  List<Class<?>> classes() throws IOException {
    var bodies = new ArrayList<String>();
    for (var block : blocks(text())) {
      if (block.kind().equals("user space")) {
        bodies.add(
            bodies.removeLast()
                + "static void user(LoadedProgram program) throws Exception {\n%s\n}\n"
                    .formatted(block.code()));
      } else {
        var code = block.code();
        int blank = code.indexOf("\n\n");
        bodies.add(
            program.formatted(code.substring(0, Math.max(0, blank)), code.substring(blank + 1)));
      }
    }
    try (var sources = new JavaSources()) {
      return sources.programs(bodies);
    }
  }

  /// The programs of `types` give in `runtime` what they give on the JVM, of packets of all lengths.
  static void agree(BpfRuntime runtime, List<Class<?>> types) {
    for (var type : types) {
      for (var target : List.of(IsaVersion.V3, IsaVersion.V4)) {
        var program = BpfCompiler.compile(type, CompilerOptions.DEFAULT.withTarget(target));
        var expected = Outcome.of(new JvmRuntime(), program, packets());
        assertThat(Outcome.of(runtime, program, packets())).isEqualTo(expected);
      }
    }
  }

  private static List<byte[]> packets() {
    var random = new Random(7);
    return IntStream.range(0, 40)
        .mapToObj(i -> {
          var bytes = new byte[i < 8 ? 4 * i : 64];
          random.nextBytes(bytes);
          if (bytes.length > 9 && i % 2 == 0) {
            // Small numbers reach more branches.
            for (int k = 0; k < 10; k++) {
              bytes[k] &= 7;
            }
          }
          return bytes;
        })
        .toList();
  }
}
