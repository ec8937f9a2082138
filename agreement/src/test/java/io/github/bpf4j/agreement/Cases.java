package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompileException;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/// The text suite on one runtime.
final class Cases {
  private record Loaded(Case definition, Class<?> type) {}

  private Cases() {}

  /// A test for each case that is `wanted`, in a container for each file.
  static Stream<DynamicNode> tests(
      java.util.function.Predicate<Case> wanted, java.util.function.Consumer<Ready> test) {
    var cases = Case.all().stream().filter(wanted).toList();
    List<Class<?>> types;
    try (var sources = new JavaSources()) {
      types = sources.programs(cases.stream().map(Case::body).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var loaded = new ArrayList<Loaded>();
    for (int i = 0; i < types.size(); i++) {
      loaded.add(new Loaded(cases.get(i), types.get(i)));
    }
    return loaded.stream()
        .map(each -> each.definition().file())
        .distinct()
        .map(file ->
            DynamicContainer.dynamicContainer(
                file,
                loaded.stream()
                    .filter(each -> each.definition().file().equals(file))
                    .map(each ->
                        DynamicTest.dynamicTest(
                            each.definition().name(),
                            () -> test.accept(new Ready(each.definition(), each.type()))))));
  }

  /// A case whose Java is compiled.
  record Ready(Case definition, Class<?> type) {
    /// What the plain JVM makes of it is what the case says.
    void jvm() {
      var outcome = run(new JvmRuntime());
      for (int i = 0; i < definition.packets().size(); i++) {
        var packet = definition.packets().get(i);
        if (packet.verdict() != null) {
          assertThat(outcome.packets().get(i))
              .as("packet %d", i)
              .isEqualTo(Outcome.text(packet.verdict(), packet.after()));
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

    /// `runtime` makes of it what the plain JVM does.
    void agrees(BpfRuntime runtime) {
      var expected = run(new JvmRuntime());
      var actual = run(runtime);
      for (int i = 0; i < definition.packets().size(); i++) {
        var before = Outcome.text("of", definition.packets().get(i).bytes());
        assertThat(actual.packets().get(i))
            .as("packet %d %s", i, before)
            .isEqualTo(expected.packets().get(i));
      }
      assertThat(actual).isEqualTo(expected);
    }

    private Outcome run(BpfRuntime runtime) {
      var program = BpfCompiler.compile(type);
      try {
        return Outcome.of(
            runtime, program, definition.packets().stream().map(Case.Packet::bytes).toList());
      } catch (BpfException e) {
        throw new AssertionError(e.getMessage() + "\n" + e.details(), e);
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
              assertThat(diagnostic.message()).contains(error.words());
              assertThat(diagnostic.fix()).isNotBlank();
            });
      }
      assertThat(refusal.diagnostics()).hasSameSizeAs(definition.errors());
    }
  }
}
