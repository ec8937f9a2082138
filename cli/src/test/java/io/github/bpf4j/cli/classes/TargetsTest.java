package io.github.bpf4j.cli.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {
  private static final String PASS =
      "@io.github.bpf4j.api.Xdp static io.github.bpf4j.api.XdpAction"
          + " %s(io.github.bpf4j.api.XdpContext c) { return io.github.bpf4j.api.XdpAction.PASS;"
          + " }\n";

  @TempDir private Path folder;

  private String write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  @Test
  void aSourceFileIsCompiledInMemoryAndServesItsClassFiles() throws Exception {
    var file = write("Pass.java", "class Pass { " + PASS.formatted("pass") + "}");
    try (var classes = Targets.load(file, "")) {
      var program = classes.program(Optional.empty());
      assertThat(program.name()).isEqualTo("pass");
      assertThat(program.type().getResourceAsStream("Pass.class")).isNotEmpty();
      assertThat(program.type().getResource("Pass.class")).isNotNull();
    }
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void sourcesBesideItAreFoundByTheirPackage() throws IOException {
    write("org/acme/Rules.java", "package org.acme; final class Rules { static int LIMIT = 3; }");
    write("module-info.java", "module acme { requires not.there; }");
    var file =
        write(
            "org/acme/Filter.java",
            "package org.acme; class Filter { int l = Rules.LIMIT; " + PASS.formatted("f") + "}");
    try (var classes = Targets.load(file, "")) {
      assertThat(classes.classes()).extracting(Class::getName).containsExactly("org.acme.Filter");
      assertThat(classes.program(Optional.empty()).name()).isEqualTo("f");
    }
  }

  @Test
  void everyModuleThatUserSpaceNeedsCanBeImported() throws IOException {
    var file =
        write(
            "Uses.java",
            """
            import io.github.bpf4j.compiler.BpfCompiler;
            import io.github.bpf4j.host.CtrlC;
            import io.github.bpf4j.isa.Insn;
            import io.github.bpf4j.kernel.Kernel;
            import io.github.bpf4j.object.BpfObject;
            import io.github.bpf4j.pcap.CaptureReader;
            import io.github.bpf4j.vm.Vm;
            import org.slf4j.Logger;
            class Uses {}
            """);
    try (var classes = Targets.load(file, "")) {
      assertThat(classes.classes()).extracting(Class::getSimpleName).containsExactly("Uses");
    }
  }

  @Test
  void anEditedCopyOfAnExampleComesBeforeOurs() throws IOException {
    var file =
        write(
            "FunXdp.java",
            "package io.github.bpf4j.examples; class FunXdp { " + PASS.formatted("mine") + "}");
    try (var classes = Targets.load(file, "")) {
      assertThat(classes.program(Optional.empty()).name()).isEqualTo("mine");
    }
  }

  @Test
  void aClassFileBringsItsFolderAlong() throws IOException {
    write("org/acme/Rules.java", "package org.acme; final class Rules { static int LIMIT = 3; }");
    var file =
        write(
            "org/acme/Filter.java",
            "package org.acme; class Filter { static int l = Rules.LIMIT; "
                + PASS.formatted("f")
                + "}");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-sourcepath",
                folder.toString(),
                file);
    assertThat(status).isZero();
    try (var classes = Targets.load(file.replace(".java", ".class"), "")) {
      assertThat(classes.program(Optional.empty()).name()).isEqualTo("f");
    }
    try (var classes = Targets.load("org.acme.Filter", folder.toString())) {
      assertThat(classes.program(Optional.empty()).name()).isEqualTo("f");
    }
  }

  @Test
  void whatJavacSaysIsPassedOn() throws IOException {
    var file = write("Broken.java", "class Broken {\n  int x = \"three\";\n}\n");
    assertThatThrownBy(() -> Targets.load(file, ""))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("Broken.java:2: error: incompatible types")
        .hasMessageContaining("int x = \"three\";")
        .hasMessageEndingWith("1 error");
  }

  @Test
  void aClassWithoutAProgramIsToldHowToWriteOne() throws IOException {
    var file = write("Empty.java", "class Empty {}");
    try (var classes = Targets.load(file, "")) {
      assertThatThrownBy(() -> classes.program(Optional.empty()))
          .hasMessageContaining("no XDP program")
          .hasMessageContaining("@Xdp static XdpAction empty(XdpContext ctx)");
    }
  }

  @Test
  void ofSeveralProgramsOneIsChosenByName() throws IOException {
    var file = write("Two.java", "class Two { " + PASS.formatted("a") + PASS.formatted("b") + "}");
    try (var classes = Targets.load(file, "")) {
      assertThat(classes.program(Optional.of("b")).name()).isEqualTo("b");
      assertThatThrownBy(() -> classes.program(Optional.empty()))
          .hasMessageContaining("a, b")
          .hasMessageContaining("--program");
      assertThatThrownBy(() -> classes.program(Optional.of("c"))).hasMessageContaining("a, b");
    }
  }

  @Test
  void sameNamesInTwoClassesAreToldApartByTheClass() throws IOException {
    var file =
        write(
            "Two.java",
            "class Two { " + PASS.formatted("f") + "} class Other { " + PASS.formatted("f") + "}");
    try (var classes = Targets.load(file, "")) {
      assertThat(classes.program(Optional.of("Other.f")).type().getSimpleName()).isEqualTo("Other");
      assertThatThrownBy(() -> classes.program(Optional.of("f")))
          .hasMessageContaining("Other.f, Two.f");
    }
  }

  @Test
  void sameNamesInOneClassAreAnError() throws IOException {
    var other = PASS.formatted("f").replace("XdpContext c", "XdpContext c, int n");
    var file = write("Two.java", "class Two { " + PASS.formatted("f") + other + "}");
    try (var classes = Targets.load(file, "")) {
      assertThatThrownBy(() -> classes.program(Optional.empty()))
          .hasMessageContaining("2 XDP programs named 'f'");
    }
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> Targets.load("nowhere/X.java", ""))
        .hasMessageStartingWith("there is no file nowhere/X.java\n  fix: ");
    assertThatThrownBy(() -> Targets.load("com.acme.Missing", ""))
        .hasMessageContaining("no class com.acme.Missing")
        .hasMessageContaining("--class-path");
    assertThatThrownBy(() -> Targets.load("com.acme.Missing", "nowhere"))
        .hasMessageContaining("fix: there is no nowhere, which --class-path names");
    assertThatThrownBy(() -> Targets.load("prog.o", "")).hasMessageContaining("object file");
    assertThatThrownBy(() -> Targets.load("a b", "")).hasMessageContaining("no name of a class");
  }

  @Test
  void somethingElseThanAClassFileIsSaid() throws IOException {
    var file = write("Text.class", "this is text");
    assertThatThrownBy(() -> Targets.load(file, "")).hasMessageContaining("is not a class file");
  }

  @Test
  void mainsAreFoundAsJavaFindsThem() throws IOException {
    var text = "class Tool { static void main() {} " + PASS.formatted("f") + "}";
    try (var classes = Targets.load(write("Tool.java", text), "")) {
      assertThat(classes.main()).isPresent();
    }
    text = "class Tool2 { private static void main(String[] a) {} " + PASS.formatted("f") + "}";
    try (var classes = Targets.load(write("Tool2.java", text), "")) {
      assertThat(classes.main()).isEmpty();
    }
  }
}
