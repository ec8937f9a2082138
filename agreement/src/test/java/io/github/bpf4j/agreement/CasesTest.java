package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.vm.VmRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The text suite where no kernel is needed.
class CasesTest {
  @TestFactory
  Stream<DynamicNode> theJvmGivesWhatTheCaseSays() {
    return Cases.valid(Cases.Ready::jvm);
  }

  @TestFactory
  Stream<DynamicNode> theVmAgreesWithTheJvm() {
    return Cases.valid(ready -> ready.trials().forEach(trial -> trial.check(new VmRuntime())));
  }

  @TestFactory
  Stream<DynamicNode> whatCannotBeCompiledIsRefusedWithTheReason() {
    return Cases.invalid(Cases.Ready::refused);
  }

  @Test
  void everyExampleIsAmongThem() throws IOException {
    var programs = new ArrayList<Case.Example>();
    try (var files = Files.list(Path.of("../examples/src/main/java/io/github/bpf4j/examples"))) {
      for (var file : (Iterable<Path>) files::iterator) {
        var name = file.getFileName().toString().replace(".java", "");
        if (!name.equals("package-info")) {
          BpfCompiler.programs(new Case.Example(name, "").load())
              .forEach(method -> programs.add(new Case.Example(name, method)));
        }
      }
    }
    assertThat(Case.all()).extracting(Case::example).containsAll(programs);
  }
}
