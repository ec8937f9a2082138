package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.kernel.net.Interface;
import io.github.bpf4j.kernel.net.XdpFeatures;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Everything happens inside a network namespace made for the test.
@KernelTest
@Timeout(60)
class AttachTest {
  private final Namespace namespace = new Namespace();

  @AfterEach
  void removeNamespace() {
    namespace.close();
  }

  private static KernelObject counter(String name) {
    return Programs.load(name, Programs.count(0, 0), Programs.array("counts", 8, 1));
  }

  private static long counted(KernelObject program) {
    var value = new byte[8];
    assertThat(program.map("counts").lookup(new byte[4], value)).isTrue();
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
  }

  private XdpLink attach(KernelObject program, XdpMode mode) {
    return namespace.call(() ->
        XdpLink.attach(
            program,
            Interface.of(Namespace.index(Namespace.LEFT)).orElseThrow(),
            mode,
            link -> {}));
  }

  private static void await(KernelObject program, long count) {
    try {
      for (int i = 0; i < 1000 && counted(program) < count; i++) {
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(counted(program)).isEqualTo(count);
  }

  @ParameterizedTest
  @EnumSource(
      value = XdpMode.class,
      names = {"DEFAULT", "SKB", "DRIVER"})
  void everyPacketIsSeenUntilTheLinkIsClosed(XdpMode mode) {
    try (var program = counter("seen")) {
      var link = attach(program, mode);
      assertThat(link.mode()).isEqualTo(mode == XdpMode.DEFAULT ? XdpMode.DRIVER : mode);
      assertThat(link.interfaceName()).isEqualTo(Namespace.LEFT);
      assertThat(link.isAttached()).isTrue();
      assertThat(namespace.attachments(Namespace.LEFT))
          .singleElement()
          .satisfies(attachment -> {
            assertThat(attachment.programId()).isEqualTo(program.info().id());
            assertThat(XdpMode.of(attachment.place())).isEqualTo(link.mode());
          });
      namespace.send(100, 60);
      await(program, 100);
      link.close();
      link.close();
      assertThat(link.isAttached()).isFalse();
      assertThat(namespace.attachments(Namespace.LEFT)).isEmpty();
      namespace.send(10, 60);
      assertThat(counted(program)).isEqualTo(100);
    }
  }

  @Test
  void anotherProgramTakesOverWithoutAGap() {
    try (var first = counter("first");
        var second = counter("second");
        var link = attach(first, XdpMode.DRIVER)) {
      namespace.send(5, 60);
      await(first, 5);
      link.replace(second);
      namespace.send(7, 60);
      await(second, 7);
      assertThat(counted(first)).isEqualTo(5);
    }
  }

  @Test
  void statisticsCountRuns() {
    try (var program = counter("stats");
        var link = attach(program, XdpMode.DRIVER)) {
      assertThat(link.id()).isPositive();
      try (var statistics = Kernel.enableStatistics()) {
        namespace.send(50, 60);
        await(program, 50);
        assertThat(statistics).isNotNull();
      }
      var info = program.info();
      assertThat(info.runs()).isEqualTo(50);
      assertThat(info.runTime()).isPositive();
    }
  }

  @Test
  void anInterfaceThatHasAProgramSaysWhose() {
    try (var first = counter("first");
        var second = counter("second");
        var link = attach(first, XdpMode.DRIVER)) {
      int id = first.info().id();
      var expected =
          """
          cannot attach "second" to left: busy (EBUSY): program %d ("first") is attached there already, in driver mode
            fix: stop process %d, which holds link %d\
          """
              .formatted(id, ProcessHandle.current().pid(), link.id());
      assertThatThrownBy(() -> attach(second, XdpMode.DRIVER))
          .isInstanceOf(BpfException.class)
          .hasMessage(expected);
      assertThatThrownBy(() -> attach(second, XdpMode.SKB))
          .as("native and generic programs exclude each other")
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("program " + id + " (\"first\") is attached there already");
    }
  }

  @Test
  void anInterfaceThatVanishesEndsTheAttachment() {
    try (var program = counter("gone");
        var link = attach(program, XdpMode.DRIVER)) {
      namespace.inside("link", "delete", Namespace.LEFT);
      assertThat(link.isAttached()).isFalse();
    }
  }

  @Test
  void hardwareModeIsRefusedWithAFix() {
    try (var program = counter("hardware")) {
      assertThatThrownBy(() -> attach(program, XdpMode.HARDWARE))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("cannot attach \"hardware\" to left")
          .hasMessageContaining("fix: use --mode");
    }
  }

  @Test
  void anMtuThatTheDriverCannotServeIsNamed() {
    namespace.inside("link", "set", Namespace.LEFT, "mtu", "9000");
    namespace.inside("link", "set", Namespace.RIGHT, "mtu", "9000");
    try (var program = counter("jumbo")) {
      assertThatThrownBy(() -> attach(program, XdpMode.DRIVER))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("with an MTU of 9000 its driver cannot")
          .hasMessageContaining("use --mode skb, or an MTU of at most 3502");
      try (var link = attach(program, XdpMode.SKB)) {
        namespace.send(3, 9000);
        await(program, 3);
        assertThat(link.mode()).isEqualTo(XdpMode.SKB);
      }
      namespace.inside("link", "set", Namespace.LEFT, "mtu", "3502");
      namespace.inside("link", "set", Namespace.RIGHT, "mtu", "3502");
      attach(program, XdpMode.DRIVER).close();
    }
  }

  @Test
  void anInterfaceThatIsNotThereHasNearNames() {
    var message =
        namespace.call(() -> AttachFailure.noInterface("lefd", Interface.all()).getMessage());
    assertThat(message)
        .isEqualTo(
            """
            there is no network interface "lefd" in this network namespace
              fix: did you mean left?\
            """);
    assertThat(namespace.call(() -> AttachFailure.noInterface("wlan42", Interface.all())))
        .hasMessageContaining("fix: use one of: ")
        .hasMessageContaining("left")
        .hasMessageContaining("right");
  }

  @Test
  void theKernelTellsWhatDriversCanDo() {
    namespace.run(() -> {
      assertThat(Interface.all())
          .extracting(Interface::name)
          .containsExactlyInAnyOrder("lo", Namespace.LEFT, Namespace.RIGHT);
      var left = Interface.of(Namespace.index(Namespace.LEFT)).orElseThrow();
      assertThat(left.kind()).isEqualTo("veth");
      assertThat(left.mtu()).isEqualTo(1500);
      assertThat(left.up()).isTrue();
      assertThat(Interface.of(4711)).isEmpty();
      assertThat(XdpFeatures.byInterface().getOrDefault(left.index(), 0L) & XdpFeatures.BASIC)
          .isEqualTo(XdpFeatures.BASIC);
    });
  }

  @Test
  void aKilledProcessLeavesNothingAttached() throws Exception {
    var command =
        List.of(
            "ip",
            "netns",
            "exec",
            namespace.name(),
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            AttachAndWait.class.getName());
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("attached");
      assertThat(namespace.attachments(Namespace.LEFT)).hasSize(1);
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    // the kernel frees what the process held a moment later
    for (int i = 0; i < 200 && !namespace.attachments(Namespace.LEFT).isEmpty(); i++) {
      Thread.sleep(10);
    }
    assertThat(namespace.attachments(Namespace.LEFT)).isEmpty();
  }

  /// The process that is killed.
  static final class AttachAndWait {
    public static void main(String[] arguments) throws InterruptedException {
      var program = Programs.load("killed", Programs.always(Programs.PASS));
      var link =
          XdpLink.attach(
              program,
              Interface.of(Namespace.index(Namespace.LEFT)).orElseThrow(),
              XdpMode.DEFAULT,
              closed -> {});
      System.out.println(link.isAttached() ? "attached" : "not attached");
      Thread.sleep(60_000);
    }
  }
}
