package io.github.bpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Errors show their source line, and a caret where the column is certain.
class DiagnosticsTest {
  @TempDir private Path folder;

  /// What is said of a class `Filter` with this body, of which the first line is line 5.
  private String errors(String body) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("Filter.java"),
            """
            import io.github.bpf4j.api.*;
            import static io.github.bpf4j.api.XdpAction.*;

            class Filter {
            %s
            }
            """
                .formatted(body.stripTrailing()));
    var outcome = Bpf4j.run("dump", file.toString());
    assertThat(outcome.status()).isEqualTo(ExitCode.FAULT);
    return outcome.err().replace(folder.toString(), "");
  }

  @Test
  void theCaretIsUnderTheMethodThatIsCalled() throws IOException {
    assertThat(
            errors(
                """
                  @Xdp static XdpAction run(XdpContext ctx) {
                    return System.currentTimeMillis() > 5 ? DROP : PASS;
                  }
                """))
        .isEqualTo(
            """
            /Filter.java:6: error: System.currentTimeMillis cannot run in the kernel [BPF0011]
                return System.currentTimeMillis() > 5 ? DROP : PASS;
                              ^
              fix: use System.nanoTime()
            1 error
            """);
  }

  @Test
  void ofSeveralCallsOfAMethodItIsUnderTheOneThatIsWrong() throws IOException {
    assertThat(
            errors(
                """
                  @Xdp static XdpAction run(XdpContext ctx) {
                    var p = ctx.slice(0, 4);
                    return p.u8(p.u8(0) & 3) + p.u8(4) * p.u8(2) == 0 ? DROP : PASS;
                  }
                """))
        .contains(
            """
                return p.u8(p.u8(0) & 3) + p.u8(4) * p.u8(2) == 0 ? DROP : PASS;
                                             ^
              taken at Filter.java:6: var p = ctx.slice(0, 4);
              fix: take a longer slice, or read within it
            1 error
            """);
  }

  @Test
  void ofNestedCallsTheInnerComesFirst() throws IOException {
    assertThat(
            errors(
                """
                  @Xdp static XdpAction run(XdpContext ctx) {
                    var p = ctx.slice(0, 4);
                    return p.u8(p.u8(9) & 3) == 0 ? DROP : PASS;
                  }
                """))
        .contains(
            """
                return p.u8(p.u8(9) & 3) == 0 ? DROP : PASS;
                              ^
            """);
  }

  @Test
  void ofAChainOverSeveralLinesTheOneWithTheCallIsShown() throws IOException {
    assertThat(
            errors(
                """
                  @Xdp static XdpAction run(XdpContext ctx) {
                    return ctx
                            .slice(0, 4)
                            .i64(
                                0)
                        == 0
                        ? DROP : PASS;
                  }
                """))
        .contains(
            """
            /Filter.java:8: error: bytes 0..7 are read or written, but the slice has only bytes 0..3 [BPF0020]
                        .i64(
                         ^
              taken at Filter.java:7: .slice(0, 4)
            """);
  }

  @Test
  void tabsStayTabs() throws IOException {
    assertThat(
            errors(
                """
                \t@Xdp static XdpAction run(XdpContext ctx) {
                \t\tlong\tnow = System.currentTimeMillis();
                \t\treturn now > 5 ? DROP : PASS;
                \t}
                """))
        .contains(
            """
            \t\tlong\tnow = System.currentTimeMillis();
            \t\t    \t             ^
            """);
  }

  @Test
  void wideCharactersTakeTwoColumnsAndAccentsNone() throws IOException {
    assertThat(
            errors(
                """
                  static int 数(int é, String text) { return é; }
                  @Xdp static XdpAction run(XdpContext ctx) {
                    return 数(1, "e\u0301 😀 äöü") + 数(System.identityHashCode(ctx), "") == 0 ? DROP : PASS;
                  }
                """))
        .contains(
            """
                return 数(1, "e\u0301 😀 äöü") + 数(System.identityHashCode(ctx), "") == 0 ? DROP : PASS;
                                                     ^
            """);
  }

  @Test
  void whatIsWrongInALambdaIsFoundThere() throws IOException {
    assertThat(
            errors(
                """
                  interface Check { boolean of(int n); }
                  static boolean both(Check a, Check b) { return a.of(1) & b.of(2); }
                  @Xdp static XdpAction run(XdpContext ctx) {
                    var p = ctx.slice(0, 4);
                    return both(n -> n > 2, n -> p.u8(7) > n) && p.u8(1) == 1 ? DROP : PASS;
                  }
                """))
        .contains(
            """
                return both(n -> n > 2, n -> p.u8(7) > n) && p.u8(1) == 1 ? DROP : PASS;
                                               ^
            """);
  }

  @Test
  void ofTwoLambdasThatCallTheSameNoneIsGuessed() throws IOException {
    assertThat(
            errors(
                """
                  interface Check { boolean of(int n); }
                  static boolean both(Check a, Check b) { return a.of(1) & b.of(2); }
                  @Xdp static XdpAction run(XdpContext ctx) {
                    var p = ctx.slice(0, 4);
                    return both(n -> p.u8(1) > n, n -> p.u8(7) > n) ? DROP : PASS;
                  }
                """))
        .contains(
            """
                return both(n -> p.u8(1) > n, n -> p.u8(7) > n) ? DROP : PASS;
              taken at\
            """);
  }

  @Test
  void whatJavacWritesByItselfHasNoCaret() throws IOException {
    assertThat(
            errors(
                """
                  static final String[] NAMES = {"a", "b"};
                  @Xdp static XdpAction run(XdpContext ctx) {
                    switch (NAMES[ctx.length() & 1]) { case "a": return DROP; default: return PASS; }
                  }
                """))
        .contains(
            """
                switch (NAMES[ctx.length() & 1]) { case "a": return DROP; default: return PASS; }
              fix\
            """)
        .doesNotContain("^");
  }

  @Test
  void whatIsWrittenOutForEachWayOutOfATryStandsOnceInTheSource() throws IOException {
    assertThat(
            errors(
                """
                  @Xdp static XdpAction run(XdpContext ctx) {
                    var p = ctx.slice(0, 4);
                    try {
                      if (p.u8(0) == 1) return DROP;
                    } finally {
                      p.setU8(0, 1); p.setU8(9, 1);
                    }
                    return PASS;
                  }
                """))
        .contains(
            """
                  p.setU8(0, 1); p.setU8(9, 1);
                                   ^
            """);
  }

  @Test
  void fieldsOperatorsArraysAndReturnsAreFoundToo() throws IOException {
    assertThat(
            errors(
                """
                  @Struct static final class Counter { long packets; }
                  static final BpfArray<Counter> COUNTERS = BpfArray.of(Counter.class, 4);
                  static final BpfHashMap<Integer, XdpAction> ACTIONS =
                      BpfHashMap.of(Integer.class, XdpAction.class, 4);
                  static Integer last = 1;
                  static int sum(int[] numbers) { return numbers[0]; }
                  @Xdp static XdpAction run(XdpContext ctx) {
                    COUNTERS.get(0).packets = COUNTERS.get(1).packets;
                    var numbers = ctx.length() > 5 ? new int[ctx.length()] : new int[4];
                    last = last + 1;
                    if (1 + 1 > 1 && ctx.length() * 1.5 > 3) return DROP;
                    synchronized (Filter.class) { sum(numbers); }
                    return ACTIONS.get(7);
                  }
                """))
        .contains(
            """
                COUNTERS.get(0).packets = COUNTERS.get(1).packets;
                                                          ^
            """,
            """
                var numbers = ctx.length() > 5 ? new int[ctx.length()] : new int[4];
                                                 ^
            """,
            """
                last = last + 1;
                       ^
            """,
            """
                if (1 + 1 > 1 && ctx.length() * 1.5 > 3) return DROP;
                                              ^
            """,
            """
                synchronized (Filter.class) { sum(numbers); }
                ^
            """);
  }

  @Test
  void theVerdictsReturnIsFound() throws IOException {
    assertThat(
            errors(
                """
                  static final BpfHashMap<Integer, XdpAction> ACTIONS =
                      BpfHashMap.of(Integer.class, XdpAction.class, 4);
                  @Xdp static XdpAction run(XdpContext ctx) {
                    return ACTIONS.get(7);
                  }
                """))
        .contains(
            """
                return ACTIONS.get(7);
                ^
            """);
  }

  @Test
  void aProgramOfAnotherFormIsFoundWhereItIsDeclared() throws IOException {
    assertThat(
            errors(
                """
                  static void run() {}
                  @Xdp
                  static int run(
                      XdpContext ctx) {
                    return 1;
                  }
                """))
        .contains(
            """
            /Filter.java:7: error: run is no XDP program: it does not return XdpAction [BPF0003]
              static int run(
                         ^
            """);
  }

  @Test
  void aViewThatIsTooOldNamesBothPlacesWithTheirLines() throws IOException {
    assertThat(
            errors(
                """
                  @Xdp static XdpAction run(XdpContext ctx) {
                    var eth = EthHdr.at(ctx, 0);
                    ctx.adjustHead(-8);
                    return eth.etherType() == EtherType.IPV4 ? PASS : DROP;
                  }
                """))
        .isEqualTo(
            """
            /Filter.java:8: error: this was taken from the packet before the packet moved [BPF0023]
                return eth.etherType() == EtherType.IPV4 ? PASS : DROP;
                           ^
              taken at Filter.java:6: var eth = EthHdr.at(ctx, 0);
              moved at Filter.java:7: ctx.adjustHead(-8);
              fix: take it again behind what moves the packet
            1 error
            """);
  }

  private static final String OTHER =
      """
      package com.acme;
      public class Times { public static long now() { return System.currentTimeMillis(); } }
      """;

  private static final String USER =
      """
      package com.acme;
      import io.github.bpf4j.api.*;
      class Filter {
        @Xdp static XdpAction run(XdpContext ctx) {
          return Times.now() > 1 ? XdpAction.DROP : XdpAction.PASS;
        }
      }
      """;

  private Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void theSourceOfAnotherClassIsFoundInItsPackage() throws IOException {
    var acme = folder.resolve("com/acme");
    write(acme.resolve("Times.java"), OTHER);
    var file = write(acme.resolve("Filter.java"), USER);
    assertThat(Bpf4j.run("dump", file.toString()).err())
        .contains(acme.resolve("Times.java") + ":2: error: ")
        .contains("\n" + " ".repeat(62) + "^\n");
  }

  @Test
  void theSourcesOfClassesAreFoundWhereBuildsKeepThemUnlessTheyWereChangedSince()
      throws IOException {
    var times = write(folder.resolve("src/main/java/com/acme/Times.java"), OTHER);
    var filter = write(folder.resolve("src/main/java/com/acme/Filter.java"), USER);
    var classes = Files.createDirectories(folder.resolve("target/classes"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-g",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                times.toString(),
                filter.toString());
    assertThat(failed).isZero();
    var command = new String[] {"dump", "com.acme.Filter", "-cp", classes.toString()};
    assertThat(Bpf4j.run(command).err())
        .contains(times + ":2: error: ")
        .contains("\n" + " ".repeat(62) + "^\n");

    Files.setLastModifiedTime(times, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(Bpf4j.run(command).err()).startsWith("Times.java:2: error: ").doesNotContain("^");
  }
}
