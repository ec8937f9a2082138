package io.github.bpf4j.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// Who may use whom: the arrows of the module graph, and a few rules about packages.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
  private static final String ROOT = "io.github.bpf4j.";

  /// Module, and the modules of ours that it may use.
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "isa", Set.of(),
          "object", Set.of("isa"),
          "api", Set.of(),
          "compiler", Set.of("api", "isa", "object"),
          "host", Set.of("api", "compiler", "isa", "object"),
          "vm", Set.of("api", "compiler", "host", "isa", "object"),
          "kernel", Set.of("api", "compiler", "host", "isa", "object"),
          "pcap", Set.of(),
          "examples", Set.of("api", "compiler", "host", "isa", "kernel", "object", "pcap", "vm"),
          "cli",
              Set.of(
                  "api", "compiler", "examples", "host", "isa", "kernel", "object", "pcap", "vm"));

  private final JavaClasses classes = read();

  private static JavaClasses read() {
    // It names every class that it reads.
    ((Logger) LoggerFactory.getLogger("com.tngtech.archunit")).setLevel(Level.WARN);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("io.github.bpf4j");
  }

  static Stream<String> modules() {
    return ARROWS.keySet().stream().sorted();
  }

  /// Holds the other rules to account: one about classes that were never read would pass.
  @Test
  void everyModuleIsLookedAt() {
    Set<String> seen =
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(ROOT))
            .map(name -> name.substring(ROOT.length()).split("\\.", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(seen).isEqualTo(new TreeSet<>(ARROWS.keySet()));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyThoseItsArrowsPointTo(String module) {
    Set<String> used = ARROWS.getOrDefault(module, Set.of());
    String[] forbidden =
        modules()
            .filter(other -> !other.equals(module) && !used.contains(other))
            .map(other -> ROOT + other + "..")
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(ROOT + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(classes);
  }

  @Test
  void onlyKernelHasNativeAccess() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "kernel..")
        .should()
        .dependOnClassesThat(resideInAPackage("java.lang.foreign.."))
        .check(classes);
  }

  @Test
  void onlyTheCommandChoosesALoggingBackend() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "cli..")
        .should()
        .dependOnClassesThat(resideInAPackage("ch.qos.logback.."))
        .check(classes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"util", "utils", "common", "core", "impl", "misc", "helper", "helpers"})
  void noPackageHasANameThatSaysNothing(String name) {
    classes().should().resideOutsideOfPackage(".." + name + "..").check(classes);
  }

  /// The package that a module is named for is both its entrance, which uses the others, and the
  /// place of what they share; only those others are held to it.
  @ParameterizedTest
  @MethodSource("modules")
  void thePackagesWithinAModuleFormNoCycle(String module) {
    slices()
        .matching(ROOT + module + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classes);
  }
}
