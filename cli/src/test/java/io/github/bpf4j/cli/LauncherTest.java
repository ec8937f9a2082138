package io.github.bpf4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The launcher `bpf4j`, in a clone of its own with a Maven and JDKs that say what they are asked.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {
  private static final String TOOLS =
      "awk cat dirname find grep head mkdir mv readlink rm sed sh tee tr";

  @TempDir private Path temp;
  private Path root;
  private Path bin;
  private Path main;

  @BeforeEach
  void makeClone() throws IOException {
    // A space, because a user's folder may have one.
    root = Files.createDirectories(temp.resolve("my clone")).toRealPath();
    Files.copy(Path.of("..", "bpf4j"), root.resolve("bpf4j"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createFile(root.resolve("pom.xml"));
    main = Files.createDirectories(root.resolve("cli/src/main")).resolve("Main.java");
    Files.createFile(main);
    Files.createFile(root.resolve("cli/pom.xml"));
    bin = Files.createDirectory(temp.resolve("bin"));
    for (String tool : TOOLS.split(" ", -1)) {
      script(bin.resolve(tool), "exec " + find(tool) + " \"$@\"");
    }
  }

  @Test
  void buildsOnceThenStartsWithTheArgumentsAsTheyAre() throws Exception {
    maven("mkdir -p cli/target; echo >cli/target/bpf4j.jar; echo 'BUILD SUCCESS'");
    Path jdk = jdk("new", "25.0.3");

    Ran first = launch(jdk, "run", "a b.java", "*");
    Ran second = launch(jdk, "doctor");

    assertThat(first.status).isZero();
    assertThat(first.out)
        .contains("new -XX", "-jar|" + root.resolve("cli/target/bpf4j.jar|") + "run|a b.java|*|");
    assertThat(first.err).isEmpty();
    assertThat(second.out).contains("doctor|");
    assertThat(root.resolve("mvn.calls")).hasContent("called\n");
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    maven("mkdir -p cli/target; echo >cli/target/bpf4j.jar; echo 'BUILD SUCCESS'");
    Path jdk = jdk("new", "26");
    launch(jdk, "doctor");

    Files.setLastModifiedTime(main, FileTime.from(Instant.now().plusSeconds(5)));
    launch(jdk, "doctor");

    assertThat(root.resolve("mvn.calls")).hasContent("called\ncalled\n");
  }

  @Test
  void startsThroughASymbolicLink() throws Exception {
    maven("mkdir -p cli/target; echo >cli/target/bpf4j.jar; echo 'BUILD SUCCESS'");
    Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("my clone", "bpf4j"));

    Ran ran = run(jdk("new", "25"), List.of(link.toString(), "demo"));

    assertThat(ran.out).contains("demo|");
  }

  @Test
  void passesOverAnOldJavaHome() throws Exception {
    maven("mkdir -p cli/target; echo >cli/target/bpf4j.jar; echo 'BUILD SUCCESS'");
    jdk("current", "25.0.1");
    Files.createSymbolicLink(bin.resolve("java"), Path.of("..", "current", "bin", "java"));

    assertThat(launch(jdk("old", "17.0.2"), "demo").out).startsWith("current ");
  }

  /// Where JDKs usually are is hidden in a mount namespace of the launcher's own.
  @Test
  void saysInOneLineThatTheJdkIsTooOld() throws Exception {
    assumeTrue(
        run(temp, List.of(find("unshare").toString(), "-m", "/bin/true")).status == 0,
        "cannot hide the JDKs of this machine: needs root on Linux");
    String hide =
        "for f in /usr/lib/jvm /usr/java /opt; do "
            + "[ ! -d $f ] || /bin/mount -t tmpfs none $f; done; exec \"$0\" demo";
    var command = List.of(find("unshare").toString(), "-m", "/bin/sh", "-c", hide, launcher());

    Ran ran = run(jdk("old", "17.0.2"), command);

    assertThat(ran.status).isEqualTo(3);
    assertThat(ran.err)
        .startsWith("bpf4j: needs JDK 25 or newer, found 17.0.2: get one")
        .containsOnlyOnce("\n");
  }

  @Test
  void saysInOneLineThatMavenIsMissing() throws Exception {
    Ran ran = launch(jdk("new", "25"), "demo");

    assertThat(ran.status).isEqualTo(3);
    assertThat(ran.err).startsWith("bpf4j: needs Maven 3.8 or newer").containsOnlyOnce("\n");
  }

  @Test
  void showsWhatTheBuildFoundWrong() throws Exception {
    maven(
        """
        echo '[ERROR] Main.java:[3,5] cannot find symbol'
        echo '[ERROR] Failed to execute goal x: Compilation failure'
        echo '[ERROR] -> [Help 1]'
        exit 1
        """);

    Ran ran = launch(jdk("new", "25"), "demo");

    assertThat(ran.status).isEqualTo(3);
    assertThat(ran.err)
        .startsWith("Main.java:[3,5] cannot find symbol\nbpf4j: the build failed")
        .doesNotContain("Help");
  }

  private record Ran(int status, String out, String err) {}

  private String launcher() {
    return root.resolve("bpf4j").toString();
  }

  private Ran launch(Path javaHome, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(launcher()));
    command.addAll(List.of(arguments));
    return run(javaHome, command);
  }

  private Ran run(Path javaHome, List<String> command) throws Exception {
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("HOME", temp.toString());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  /// A JDK whose `java` prints the JDK's name and its own arguments.
  private Path jdk(String name, String version) throws IOException {
    Path jdk = temp.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(jdk.resolve("bin/java"), "printf '" + name + " '; printf '%s|' \"$@\"");
    script(jdk.resolve("bin/javac"), "exit 1");
    return jdk;
  }

  /// A Maven that runs `body` in the clone.
  private void maven(String body) throws IOException {
    script(bin.resolve("mvn"), "cd '" + root + "'\necho called >>mvn.calls\n" + body);
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static Path find(String tool) {
    for (String folder : List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")) {
      Path file = Path.of(folder, tool);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return Path.of(tool);
  }
}
