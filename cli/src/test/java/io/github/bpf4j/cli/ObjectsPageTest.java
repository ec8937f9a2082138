package io.github.bpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `docs/objects.md` tells people to type works. The commands run in a network namespace and under a
/// BPF file system of their own, which are gone after them.
class ObjectsPageTest {
  private static final Path PAGE = Path.of("../docs/objects.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final String FUN_XDP =
      "../examples/src/main/java/io/github/bpf4j/examples/FunXdp.java";

  @TempDir private Path folder;

  /// All blocks of a language.
  private static String blocks(String language) throws Exception {
    return BLOCK
        .matcher(Files.readString(PAGE))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .collect(Collectors.joining());
  }

  @BeforeEach
  void compile() {
    var outcome = Bpf4j.run("compile", FUN_XDP, "-o", folder.resolve("fun_xdp.o").toString());
    assertThat(outcome.status()).as(outcome.err()).isZero();
  }

  private String privately(String commands) throws Exception {
    return Tools.output(
        folder,
        Tools.installed("unshare"),
        "--mount",
        "--net",
        "sh",
        "-e",
        "-c",
        """
        mount -t bpf bpf /sys/fs/bpf
        ip link add eth0 type veth peer name eth1
        ip link set eth0 addrgenmode none up
        PATH=$PATH:/usr/sbin
        """
            + commands);
  }

  @Test
  void theCommandsWork() throws Exception {
    KernelTests.require();
    Tools.installed("bpftool");
    Tools.installed("ip");
    Tools.installed("readelf");
    var commands =
        blocks("console")
            .lines()
            .filter(line -> line.startsWith("$ ") && !line.startsWith("$ bpf4j "))
            .map(line -> line.substring(2).replace("sudo ", ""))
            .toList();
    assertThat(commands).hasSizeGreaterThan(5);
    assertThat(privately(String.join("\n", commands)))
        .contains("[file:FunXdp.java line_num:")
        .contains("\"lost_records\": 0")
        .contains("IPv4 Source Address: {}");
  }

  @Test
  void theProgramInCWorks() throws Exception {
    KernelTests.require();
    Tools.installedHeader("bpf/libbpf.h");
    Files.writeString(folder.resolve("page.c"), blocks("c"));
    Tools.output(
        folder, Tools.installed("gcc"), "-Wall", "-Werror", "-o", "page", "page.c", "-lbpf");
    Tools.installed("ip");
    assertThat(privately("echo | ./page")).contains("attached until a key is pressed");
  }

  @Test
  void theOptionsAreThoseOfTheCommand() throws Exception {
    var help = Bpf4j.run("compile", "--help").out();
    Pattern.compile("(?m)^\\| `(-\\S+)")
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(option -> assertThat(help).contains(option.group(1).replace("`", "")));
  }

  @Test
  void theSectionsAreThoseOfTheFile() throws Exception {
    var sections = Tools.output(folder, Tools.installed("readelf"), "-S", "--wide", "fun_xdp.o");
    for (var name : new String[] {"xdp", ".text", ".maps", ".data.counters", "license", ".BTF"}) {
      assertThat(Files.readString(PAGE)).contains("`" + name + "`");
      assertThat(sections).contains(" " + name + " ");
    }
  }
}
