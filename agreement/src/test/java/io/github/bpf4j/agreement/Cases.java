package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompileException;
import io.github.bpf4j.compiler.CompilerOptions;
import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.Diagnostic.Note;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.object.KernelVersion;
import io.github.bpf4j.object.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/// The text suite on one runtime.
public final class Cases {
  /// The system property that names the folder with what [#write] wrote, where javac takes too long.
  public static final String CLASSES = "bpf4j.cases.classes";

  private Cases() {}

  /// Writes the classes of all cases that compile to `folder`.
  public static void write(Path folder) throws IOException {
    try (var sources = new JavaSources()) {
      sources.write(bodies(valid()), folder);
    }
  }

  /// A test of each case that compiles, in a container for each file.
  static Stream<DynamicNode> valid(Consumer<Ready> test) {
    var cases = valid();
    var written = System.getProperty(CLASSES);
    try {
      return tests(
          cases,
          written == null ? compile(cases) : JavaSources.read(Path.of(written), cases.size()),
          test);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same of each that does not.
  static Stream<DynamicNode> invalid(Consumer<Ready> test) {
    var cases = Case.all().stream().filter(each -> !each.errors().isEmpty()).toList();
    return tests(cases, compile(cases), test);
  }

  private static List<Case> valid() {
    return Case.all().stream().filter(each -> each.errors().isEmpty()).toList();
  }

  private static List<Class<?>> compile(List<Case> cases) {
    try (var sources = new JavaSources()) {
      return sources.programs(bodies(cases));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> bodies(List<Case> cases) {
    return cases.stream().map(Case::body).toList();
  }

  private static Stream<DynamicNode> tests(
      List<Case> cases, List<Class<?>> types, Consumer<Ready> test) {
    var ready = new ArrayList<Ready>();
    for (int i = 0; i < types.size(); i++) {
      ready.add(new Ready(cases.get(i), types.get(i)));
    }
    return ready.stream()
        .map(each -> each.definition().file())
        .distinct()
        .map(file ->
            DynamicContainer.dynamicContainer(
                file,
                ready.stream()
                    .filter(each -> each.definition().file().equals(file))
                    .map(each ->
                        DynamicTest.dynamicTest(
                            each.definition().name(), () -> test.accept(each)))));
  }

  /// A case whose Java is compiled.
  record Ready(Case definition, Class<?> type) {
    /// What the plain JVM makes of it is what the case says.
    void jvm() {
      var outcome = run(new JvmRuntime(), CompilerOptions.DEFAULT);
      for (int i = 0; i < definition.packets().size(); i++) {
        var packet = definition.packets().get(i);
        if (packet.verdict() != null) {
          assertThat(outcome.packets().get(i))
              .as("packet %d", i)
              .isEqualTo(Outcome.text(packet.verdict(), packet.after(), packet.metadata()));
        }
      }
      assertThat(outcome.logs()).as("log").isEqualTo(definition.logs());
      assertThat(outcome.events()).as("events").isEqualTo(definition.events());
      assertThat(outcome.aborts()).as("aborts").isEqualTo(definition.aborts());
      if (definition.maps() != null) {
        assertThat(outcome.maps())
            .as("maps")
            .containsExactlyInAnyOrderElementsOf(definition.maps());
      }
    }

    /// `runtime` makes of it what the plain JVM does, with each of the instruction sets, which give
    /// different code.
    void agrees(BpfRuntime runtime, List<IsaVersion> targets) {
      var expected = run(new JvmRuntime(), CompilerOptions.DEFAULT);
      for (var target : targets) {
        var options = CompilerOptions.DEFAULT.withTarget(target);
        var actual = run(runtime, options);
        for (int i = 0; i < definition.packets().size(); i++) {
          var before = Outcome.text("of", definition.packets().get(i).bytes());
          assertThat(actual.packets().get(i))
              .as("%s, packet %d %s", target, i, before)
              .isEqualTo(expected.packets().get(i));
        }
        assertThat(actual).as("%s", target).isEqualTo(expected);
      }
    }

    Outcome run(BpfRuntime runtime, CompilerOptions options) {
      var program = BpfCompiler.compile(type, options);
      var packets = definition.packets().stream().map(Case.Packet::packet).toList();
      try {
        return Outcome.ofPackets(runtime, program, packets, this::before);
      } catch (BpfException e) {
        throw new AssertionError(
            "%s, %s: %s%n%s"
                .formatted(runtime.name(), options.target(), e.getMessage(), e.details()),
            e);
      }
    }

    /// What it needs that Linux `running` does not have yet.
    List<String> newerThan(KernelVersion running) {
      var program = BpfCompiler.compile(type);
      var needs =
          Requirement.of(program.object(), program.program()).stream()
              .filter(needed -> needed.since().compareTo(running) > 0)
              .map(Requirement::toString);
      var says =
          definition.linux().stream()
              .filter(since -> since.compareTo(running) > 0)
              .map(since -> "the case needs Linux " + since);
      return Stream.concat(needs, says).toList();
    }

    /// Does what the case has user space do before the first packet.
    void before(LoadedProgram program) {
      try {
        var method = type.getDeclaredMethod("before", LoadedProgram.class);
        method.setAccessible(true);
        method.invoke(null, program);
      } catch (NoSuchMethodException _) {
        // Most do nothing.
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("before(LoadedProgram) of '%s'".formatted(definition), e);
      }
    }

    /// The compiler refuses it for the reasons that it lists.
    void refused() {
      var refusal = catchThrowableOfType(CompileException.class, () -> BpfCompiler.compile(type));
      assertThat(refusal).as("refusal").isNotNull();
      for (var error : definition.errors()) {
        assertThat(refusal.diagnostics())
            .anySatisfy(diagnostic -> {
              assertThat(diagnostic.code().code()).isEqualTo(error.code());
              assertThat(diagnostic.line()).isEqualTo(error.line());
              assertThat(words(diagnostic)).contains(error.words());
              assertThat(diagnostic.fix()).isNotBlank();
            });
      }
      assertThat(refusal.diagnostics()).hasSameSizeAs(definition.errors());
    }

    private static String words(Diagnostic diagnostic) {
      return Stream.concat(
              Stream.of(diagnostic.message()), diagnostic.notes().stream().map(Note::toString))
          .collect(Collectors.joining("; "));
    }
  }
}
