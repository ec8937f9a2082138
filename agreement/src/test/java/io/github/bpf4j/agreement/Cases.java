package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompileException;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.compiler.CompilerOptions;
import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.Diagnostic.Note;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.object.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/// The text suite.
public final class Cases {
  private Cases() {}

  /// What is to be run of all cases that compile, and the classes that they are in.
  public static Suite suite() {
    try (var sources = new JavaSources()) {
      var cases = valid();
      var classes = sources.compile(bodies(cases));
      var programs =
          ready(cases, JavaSources.programs(classes, cases.size())).stream()
              .map(Ready::trials)
              .toList();
      return new Suite(classes, programs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Programs to run.
  ///
  /// @param classes the class files of those that are not examples, by the names of the classes
  /// @param cases for each case its programs
  public record Suite(Map<String, byte[]> classes, List<List<Trial>> cases) {}

  /// A test of each case that compiles, in a container for each file.
  static Stream<DynamicNode> valid(Consumer<Ready> test) {
    return tests(ready(), test);
  }

  /// The same of each that does not.
  static Stream<DynamicNode> invalid(Consumer<Ready> test) {
    return tests(
        ready(Case.all().stream().filter(each -> !each.errors().isEmpty()).toList()), test);
  }

  /// All cases that compile.
  static List<Ready> ready() {
    return ready(valid());
  }

  private static List<Case> valid() {
    return Case.all().stream().filter(each -> each.errors().isEmpty()).toList();
  }

  private static List<String> bodies(List<Case> cases) {
    return cases.stream().map(Case::body).toList();
  }

  private static List<Ready> ready(List<Case> cases) {
    try (var sources = new JavaSources()) {
      return ready(cases, sources.programs(bodies(cases)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Ready> ready(List<Case> cases, List<Class<?>> types) {
    var ready = new ArrayList<Ready>();
    for (int i = 0; i < types.size(); i++) {
      var example = cases.get(i).example();
      ready.add(new Ready(cases.get(i), example == null ? types.get(i) : example.load()));
    }
    return ready;
  }

  private static Stream<DynamicNode> tests(List<Ready> ready, Consumer<Ready> test) {
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
    /// Its program as the compiler makes it.
    CompiledProgram compile(CompilerOptions options) {
      var example = definition.example();
      return BpfCompiler.compile(
          type, example == null ? options : options.withProgram(example.method()));
    }

    /// What the plain JVM makes of it is what the case says.
    void jvm() {
      var outcome = jvmOutcome(compile(CompilerOptions.DEFAULT));
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

    /// What has to come of it, with each of the instruction sets where they give different code.
    List<Trial> trials() {
      var v3 = compile(CompilerOptions.DEFAULT.withTarget(IsaVersion.V3));
      var v4 = compile(CompilerOptions.DEFAULT.withTarget(IsaVersion.V4));
      var expected = jvmOutcome(v3);
      return v4.program().insns().equals(v3.program().insns())
          ? List.of(trial("", v3, expected))
          : List.of(trial(", v3", v3, expected), trial(", v4", v4, expected));
    }

    private Outcome jvmOutcome(CompiledProgram program) {
      return Trial.run(new JvmRuntime(), program, definition.packets());
    }

    private Trial trial(String suffix, CompiledProgram program, Outcome expected) {
      var needs = new ArrayList<>(Requirement.of(program.object(), program.program()));
      definition.linux().forEach(since -> needs.add(new Requirement("the case", since)));
      return new Trial(definition + suffix, program, needs, definition.packets(), expected);
    }

    /// The compiler refuses it for the reasons that it lists.
    void refused() {
      var refusal =
          catchThrowableOfType(CompileException.class, () -> compile(CompilerOptions.DEFAULT));
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
