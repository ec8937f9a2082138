package io.github.bpf4j.agreement.random;

import io.github.bpf4j.agreement.JavaSources;
import io.github.bpf4j.agreement.Outcome;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompileException;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Runs random programs on the plain JVM and on other runtimes, and compares.
final class RandomRun implements AutoCloseable {
  private static final int BATCH = 50;
  private static final int PACKETS = 8;
  private static final List<Problem> PROGRAMS_FAULT = List.of(Problem.STACK, Problem.SLICE);
  private static final long SHRINKING_NANOS = 60_000_000_000L;

  private final List<BpfRuntime> runtimes;
  private final JavaSources sources = new JavaSources();
  private final Map<String, Integer> counts = new TreeMap<>();

  RandomRun(List<BpfRuntime> runtimes) {
    this.runtimes = List.copyOf(runtimes);
  }

  /// How many programs ended how.
  Map<String, Integer> counts() {
    return counts;
  }

  /// Runs the programs of `count` seeds from `first` on.
  ///
  /// @return what is wrong with the first on which the runtimes disagree; null if there is none
  @Nullable String run(long first, int count) {
    for (int done = 0; done < count; done += BATCH) {
      var seeds =
          LongStream.range(first + done, first + Math.min(count, done + BATCH)).boxed().toList();
      var programs = seeds.stream().map(ProgramGenerator::program).toList();
      var types = sources.programs(programs.stream().map(Node::text).toList());
      for (int i = 0; i < seeds.size(); i++) {
        long seed = seeds.get(i);
        var wrong = judge(types.get(i), seed, true);
        if (wrong != null) {
          return report(seed, programs.get(i), wrong);
        }
      }
    }
    return null;
  }

  private String report(long seed, Node program, String wrong) {
    var small = shrink(program, seed, kind(wrong));
    var again = judge(sources.programs(List.of(small.text())).getFirst(), seed, false);
    return """
    random program of seed %d: %s
    cut down:
    %s
    gives: %s
    again: -Dbpf4j.random.programs=1 -Dbpf4j.random.seed=%d\
    """
        .formatted(seed, wrong, small.text(), again, seed);
  }

  /// The first line, without numbers: what must stay the same while a program is cut down.
  private static String kind(String wrong) {
    return wrong.lines().findFirst().orElseThrow().replaceAll("\\d+", "");
  }

  /// Leaves out what can be left out, in turns through the whole program, until a turn finds nothing.
  private Node shrink(Node program, long seed, String kind) {
    Node best = program;
    long end = System.nanoTime() + SHRINKING_NANOS;
    boolean found = true;
    while (found) {
      found = false;
      for (int at = 0; System.nanoTime() < end; ) {
        var candidate = best.smaller().skip(at).findFirst();
        if (candidate.isEmpty()) {
          break;
        }
        if (isStillWrong(candidate.get(), seed, kind)) {
          best = candidate.get();
          found = true;
        } else {
          at++;
        }
      }
    }
    return best;
  }

  private boolean isStillWrong(Node candidate, long seed, String kind) {
    try {
      var wrong = judge(sources.programs(List.of(candidate.text())).getFirst(), seed, false);
      return wrong != null && kind(wrong).equals(kind);
    } catch (IllegalArgumentException notJava) {
      return false;
    }
  }

  /// What is wrong with a program, or null.
  private @Nullable String judge(Class<?> type, long seed, boolean counted) {
    CompiledProgram program;
    try {
      program = BpfCompiler.compile(type);
    } catch (CompileException e) {
      // Too much to keep for 512 bytes of stack, or a place known to be outside of a slice, is the
      // program's fault.
      var problems = e.diagnostics().stream().map(Diagnostic::code).distinct().toList();
      if (PROGRAMS_FAULT.containsAll(problems)) {
        count("refused " + problems, counted);
        return null;
      }
      return "refused\n" + e.getMessage();
    } catch (RuntimeException | StackOverflowError e) {
      return "the compiler fails: " + e + "\n" + trace(e);
    }
    var packets = RandomPackets.of(seed, PACKETS);
    var expected = Outcome.of(new JvmRuntime(), program, packets);
    var ends = "run";
    for (BpfRuntime runtime : runtimes) {
      try {
        var actual = Outcome.of(runtime, program, packets);
        if (!actual.equals(expected)) {
          return "%s differs from jvm\n%s".formatted(runtime.name(), difference(expected, actual));
        }
      } catch (BpfException e) {
        if (!isTooComplex(e)) {
          return "%s refuses or fails\n%s\n%s".formatted(runtime.name(), e.getMessage(), tail(e));
        }
        ends = "too complex for the kernel's verifier";
      }
    }
    count(ends, counted);
    return null;
  }

  private void count(String end, boolean counted) {
    if (counted) {
      counts.merge(end, 1, Integer::sum);
    }
  }

  /// The verifier walks through every path: a million instructions at most, 8,192 open branches.
  private static boolean isTooComplex(BpfException e) {
    return e.details().contains("BPF program is too large")
        || e.details().contains("jumps is too complex");
  }

  private static String tail(BpfException e) {
    var lines = e.details().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  private static String trace(Throwable e) {
    return String.join(
        "\n",
        java.util.Arrays.stream(e.getStackTrace())
            .limit(8)
            .map(StackTraceElement::toString)
            .toList());
  }

  private static String difference(Outcome expected, Outcome actual) {
    var text = new ArrayList<String>();
    for (int i = 0; i < expected.packets().size(); i++) {
      if (!expected.packets().get(i).equals(actual.packets().get(i))) {
        text.add(
            "packet %d\n  %s not\n  %s"
                .formatted(i, expected.packets().get(i), actual.packets().get(i)));
        break;
      }
    }
    compare("logs", expected.logs(), actual.logs(), text);
    compare("maps", expected.maps(), actual.maps(), text);
    compare("aborts", expected.aborts(), actual.aborts(), text);
    return String.join("\n", text);
  }

  private static void compare(
      String what, List<String> expected, List<String> actual, List<String> text) {
    if (!expected.equals(actual)) {
      text.add("%s\n  %s not\n  %s".formatted(what, expected, actual));
    }
  }

  @Override
  public void close() {
    try {
      sources.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
