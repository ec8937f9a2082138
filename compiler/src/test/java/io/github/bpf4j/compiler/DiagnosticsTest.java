package io.github.bpf4j.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What cannot be compiled is refused, with the line and the reason.
class DiagnosticsTest {
  private static Arguments wrong(Problem problem, int line, String words, String body) {
    return Arguments.of(problem, line, words, body);
  }

  /// Lines count from the `import` at the top of the class: the first line of the body is line 4.
  static List<Arguments> refused() {
    return List.of(
        wrong(Problem.NO_PROGRAM, 0, "has no program", "static int nothing() { return 1; }"),
        wrong(
            Problem.BAD_SIGNATURE,
            4,
            "it is not static",
            "@Xdp XdpAction run(XdpContext ctx) { return PASS; }"),
        wrong(
            Problem.BAD_SIGNATURE,
            4,
            "does not return XdpAction",
            "@Xdp static int run(XdpContext ctx) { return 2; }"),
        wrong(
            Problem.DUPLICATE_PROGRAM,
            5,
            "two programs have the name run",
            """
            @Xdp static XdpAction run(XdpContext ctx) { return PASS; }
            @Xdp static XdpAction run(XdpContext ctx, int other) { return PASS; }\
            """),
        wrong(
            Problem.NO_PROGRAM,
            0,
            "several programs: a, b",
            """
            @Xdp static XdpAction a(XdpContext ctx) { return PASS; }
            @Xdp static XdpAction b(XdpContext ctx) { return PASS; }\
            """),
        wrong(
            Problem.UNSUPPORTED,
            5,
            "float and double",
            """
            @Xdp static XdpAction run(XdpContext ctx) {
              return ctx.length() * 1.5 > 100 ? DROP : PASS;
            }\
            """),
        wrong(
            Problem.UNSUPPORTED,
            5,
            "lock",
            """
            @Xdp static XdpAction run(XdpContext ctx) {
              synchronized (Program.class) { return PASS; }
            }\
            """),
        wrong(
            Problem.LOG,
            5,
            "the text of a log statement must be a constant",
            """
            @Xdp static XdpAction run(XdpContext ctx) {
              LOG.info("length " + ctx.length());
              return PASS;
            }
            static final KernelLog LOG = KernelLog.of(Program.class);\
            """),
        wrong(
            Problem.CALL,
            5,
            "String.length asks about a string that is chosen or put together",
            """
            @Xdp static XdpAction run(XdpContext ctx) {
              return NAMES[ctx.length() & 1].length() == 1 ? DROP : PASS;
            }
            static final String[] NAMES = {"one", "two"};\
            """),
        wrong(
            Problem.CALL,
            5,
            "System.exit cannot run in the kernel",
            """
            @Xdp static XdpAction run(XdpContext ctx) {
              System.exit(1);
              return PASS;
            }\
            """),
        wrong(
            Problem.CALL,
            6,
            "BpfHashMap.snapshot is for user space",
            """
            static final BpfHashMap<Integer, Long> MAP = BpfHashMap.of(Integer.class, Long.class, 8);
            @Xdp static XdpAction run(XdpContext ctx) {
              MAP.snapshot();
              return PASS;
            }\
            """),
        wrong(
            Problem.RECURSION,
            7,
            "Program.down calls itself",
            """
            @Xdp static XdpAction run(XdpContext ctx) { return down(ctx.length()) > 0 ? DROP : PASS; }
            static int down(int n) {
              if (n <= 0) return 0;
              return down(n - 1);
            }\
            """),
        wrong(
            Problem.MAYBE_NULL,
            7,
            "may be null here, and its field packets is used",
            """
            @Struct static final class Counter { long packets; }
            static final BpfArray<Counter> COUNTERS = BpfArray.of(Counter.class, 4);
            @Xdp static XdpAction run(XdpContext ctx) {
              COUNTERS.get(0).packets++;
              return PASS;
            }\
            """),
        wrong(
            Problem.STATIC_STATE,
            6,
            "the static field limit can change, and is of type Integer",
            """
            static Integer limit = 5;
            @Xdp static XdpAction run(XdpContext ctx) {
              return ctx.length() > limit ? DROP : PASS;
            }\
            """),
        wrong(
            Problem.ARRAY,
            5,
            "an array's length must be a constant",
            """
            @Xdp static XdpAction run(XdpContext ctx) {
              int[] a = new int[ctx.length()];
              return a.length > 3 ? DROP : PASS;
            }\
            """),
        wrong(
            Problem.LOG,
            6,
            "the text of a log statement must be a constant",
            """
            static final KernelLog LOG = KernelLog.of(Program.class);
            @Xdp static XdpAction run(XdpContext ctx) {
              LOG.info(ctx.length() > 60 ? "long" : "short");
              return PASS;
            }\
            """),
        wrong(
            Problem.SLICE,
            5,
            "the length of a packet slice must be a constant",
            """
            @Xdp static XdpAction run(XdpContext ctx) {
              return ctx.slice(0, ctx.length()).u8(0) == 1 ? DROP : PASS;
            }\
            """),
        wrong(
            Problem.SLICE,
            5,
            "bytes 3..4 are read or written, but the slice has only bytes 0..3",
            """
            @Xdp static XdpAction run(XdpContext ctx) {
              return ctx.slice(0, 4).u16(3) == 1 ? DROP : PASS;
            }\
            """),
        wrong(
            Problem.CALL,
            5,
            "Object.hashCode is another number in each JVM",
            """
            @Xdp static XdpAction run(XdpContext ctx) {
              return new Object().hashCode() > 3 ? DROP : PASS;
            }\
            """));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Problem problem, int line, String words, String body) {
    var type = JavaSource.program(body);
    var e = catchThrowableOfType(CompileException.class, () -> BpfCompiler.compile(type));
    assertThat(e).isNotNull();
    assertThat(e.diagnostics())
        .anySatisfy(diagnostic -> {
          assertThat(diagnostic.code()).isEqualTo(problem);
          assertThat(diagnostic.line()).isEqualTo(line);
          assertThat(diagnostic.file()).isEqualTo("Program.java");
          assertThat(diagnostic.message()).contains(words);
          assertThat(diagnostic.fix()).isNotBlank();
        });
  }

  @Test
  void everythingThatIsWrongIsReportedAtOnce() {
    var type =
        JavaSource.program(
            """
            static Integer limit = 5;
            @Xdp static XdpAction run(XdpContext ctx) {
              double d = ctx.length() * 1.5;
              if (ctx.length() > limit) {
                System.gc();
              }
              return d > 3 ? DROP : PASS;
            }\
            """);
    var e = catchThrowableOfType(CompileException.class, () -> BpfCompiler.compile(type));
    assertThat(e.diagnostics())
        .extracting(d -> d.code() + ":" + d.line())
        .contains("UNSUPPORTED:6", "STATIC_STATE:7", "CALL:8");
    assertThat(e).hasMessageContaining("Program.java:7: error: ").hasMessageContaining("[BPF0014]");
  }

  @Test
  void codesAreUnique() {
    assertThat(Problem.values()).extracting(Problem::code).doesNotHaveDuplicates();
  }
}
