package io.github.bpf4j.agreement.random;

import io.github.bpf4j.agreement.Outcome;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompileException;
import io.github.bpf4j.compiler.CompilerOptions;
import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.isa.IsaVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Compares what runtimes make of a program, compiled with each instruction set, with what the plain JVM
/// makes of it.
record Judge(List<BpfRuntime> runtimes, List<IsaVersion> targets) {
  /// Too much to keep for 512 bytes of stack, or a place known to be outside of a slice.
  private static final List<Problem> LIMITS = List.of(Problem.STACK, Problem.SLICE);

  private static final int LINES_OF_DETAILS = 40;

  Verdict judge(Class<?> type, List<byte[]> packets) {
    Verdict verdict = new Verdict.Agreed();
    for (var target : targets) {
      var here = judge(type, packets, target);
      if (here instanceof Verdict.Wrong) {
        return here;
      }
      if (!(here instanceof Verdict.Agreed)) {
        verdict = here;
      }
    }
    return verdict;
  }

  private Verdict judge(Class<?> type, List<byte[]> packets, IsaVersion target) {
    try {
      var program = BpfCompiler.compile(type, CompilerOptions.DEFAULT.withTarget(target));
      var expected = Outcome.of(new JvmRuntime(), program, packets);
      for (BpfRuntime runtime : runtimes) {
        var name = "%s %s".formatted(runtime.name(), target);
        try {
          var actual = Outcome.of(runtime, program, packets);
          if (!actual.equals(expected)) {
            return new Verdict.Wrong(name + " differs from jvm", difference(expected, actual));
          }
        } catch (BpfException e) {
          return isTooComplex(e) ? new Verdict.TooComplex() : failed(name, e);
        }
      }
      return new Verdict.Agreed();
    } catch (CompileException e) {
      return refused(e);
    } catch (RuntimeException | StackOverflowError e) {
      var trace = Arrays.stream(e.getStackTrace()).limit(8).map(Object::toString).toList();
      return new Verdict.Wrong(
          "%s at %s".formatted(e.getClass().getSimpleName(), trace.getFirst()),
          e.getMessage() + "\n" + String.join("\n", trace));
    }
  }

  private static Verdict refused(CompileException e) {
    var problems = e.diagnostics().stream().map(Diagnostic::code).distinct().toList();
    if (LIMITS.containsAll(problems)) {
      return new Verdict.Refused(problems);
    }
    var codes = problems.stream().map(Problem::code).collect(Collectors.joining(" "));
    return new Verdict.Wrong("the compiler refuses: " + codes, String.valueOf(e.getMessage()));
  }

  private static Verdict failed(String runtime, BpfException e) {
    var why = e.getMessage() == null ? "" : e.getMessage();
    var log = e.details().lines().toList();
    return new Verdict.Wrong(
        runtime + ": " + why.lines().findFirst().orElse("").replaceAll("\\d+", "#"),
        why
            + "\n"
            + String.join(
                "\n", log.subList(Math.max(0, log.size() - LINES_OF_DETAILS), log.size())));
  }

  private static boolean isTooComplex(BpfException e) {
    return e.details().contains("BPF program is too large")
        || e.details().contains("jumps is too complex");
  }

  private static String difference(Outcome expected, Outcome actual) {
    var text = new ArrayList<String>();
    for (int i = 0; i < expected.packets().size(); i++) {
      if (!expected.packets().get(i).equals(actual.packets().get(i))) {
        compare("packet " + i, expected.packets().get(i), actual.packets().get(i), text);
        break;
      }
    }
    compare("logs", expected.logs(), actual.logs(), text);
    compare("events", expected.events(), actual.events(), text);
    compare("maps", expected.maps(), actual.maps(), text);
    compare("variables", expected.variables(), actual.variables(), text);
    compare("aborts", expected.aborts(), actual.aborts(), text);
    return String.join("\n", text);
  }

  private static void compare(String what, Object expected, Object actual, List<String> text) {
    if (!expected.equals(actual)) {
      text.add("%s\n  %s not\n  %s".formatted(what, expected, actual));
    }
  }
}
