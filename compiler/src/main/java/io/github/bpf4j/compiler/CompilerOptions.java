package io.github.bpf4j.compiler;

import io.github.bpf4j.isa.IsaVersion;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// How to compile.
///
/// @param program which of a class's programs; null where there is just one
/// @param accounting whether aborts and lost log records are counted (off the path of a good packet)
/// @param target the newest instructions that may be used: V3 runs from Linux 5.1, V4 from 6.6
/// @param sources where the text of source lines is found
/// @param passes told the name of each pass and the IR after it; null if nobody listens
public record CompilerOptions(
    @Nullable String program,
    boolean accounting,
    IsaVersion target,
    SourceLines sources,
    @Nullable BiConsumer<String, String> passes) {
  /// The only program of the class, with accounting, for v3.
  public static final CompilerOptions DEFAULT =
      new CompilerOptions(null, true, IsaVersion.V3, SourceLines.NONE, null);

  /// These options for the program called `name`.
  public CompilerOptions withProgram(@Nullable String name) {
    return new CompilerOptions(name, accounting, target, sources, passes);
  }

  /// These options with or without accounting.
  public CompilerOptions withAccounting(boolean on) {
    return new CompilerOptions(program, on, target, sources, passes);
  }

  /// These options for other instructions.
  public CompilerOptions withTarget(IsaVersion version) {
    return new CompilerOptions(program, accounting, version, sources, passes);
  }

  /// These options with the text of source lines.
  public CompilerOptions withSources(SourceLines lines) {
    return new CompilerOptions(program, accounting, target, lines, passes);
  }

  /// These options with somebody who listens to the passes.
  public CompilerOptions withPasses(BiConsumer<String, String> listener) {
    return new CompilerOptions(program, accounting, target, sources, listener);
  }
}
