package io.github.bpf4j.host;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.JvmLoad;
import io.github.bpf4j.api.JvmSources;
import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.api.PacketBoundsException;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.object.AbortSite;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A program on the plain JVM.
final class JvmProgram implements LoadedProgram {
  /// The least bytes that a log record takes in a ring buffer: the kernel's header, and the number of
  /// its statement rounded up to 8.
  private static final int RECORD_BYTES = 16;

  /// Where programs of a class aborted so far, in this whole JVM. HotSpot leaves out the stack of an
  /// exception that one place of hot code throws again and again (unless it runs with
  /// `-XX:-OmitStackTraceInFastThrow`), whichever load runs it; the first ones had it.
  private static final ClassValue<Set<AbortSite>> SEEN =
      new ClassValue<>() {
        @Override
        protected Set<AbortSite> computeValue(Class<?> type) {
          return ConcurrentHashMap.newKeySet();
        }
      };

  private final CompiledProgram program;
  private final MethodHandle method;
  private final JvmVariables variables;
  private final JvmVariables initial;
  private final LogQueue logs;
  private final JvmLoad load;
  private final JvmSources sources;
  private final Map<AbortSite, Long> aborts = new HashMap<>();
  private volatile boolean closed;

  JvmProgram(
      CompiledProgram compiled, MethodHandle method, LoadOptions options, JvmSources sources) {
    this.program = Tunables.apply(compiled, options);
    this.method = method;
    this.variables = new JvmVariables(program);
    this.initial = new JvmVariables(compiled);
    this.logs = new LogQueue(options.logBufferBytes() / RECORD_BYTES);
    this.sources = sources;
    this.load = new JvmLoad(options.logLevel(), this::deliver);
    options
        .maps()
        .forEach((definition, shared) -> {
          var _ = TypedMaps.indexOf(program, definition);
          load.share(definition, shared);
        });
    variables.reset();
  }

  @Override
  public String name() {
    return program.program().name();
  }

  @Override
  public void runTimers() {
    requireOpen();
    boolean more = true;
    while (more) {
      try {
        more = sources.run(() -> load.runTimer(Timestamps.now()));
      } catch (SubscriberFailed e) {
        throw e.failure;
      } catch (RuntimeException | AssertionError e) {
        count(e);
      }
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("program %s is closed".formatted(name()));
    }
  }

  @Override
  public int run(XdpPacket packet) {
    runTimers();
    if (program.program().hasFrags()) {
      packet.splitIfLarge();
    }
    var context = XdpContext.of(packet);
    try {
      return sources.run(() -> load.run(Timestamps.of(packet), () -> call(context))).ordinal();
    } catch (Aborted e) {
      count(e.cause());
      return program.program().type().abortVerdict();
    } catch (SubscriberFailed e) {
      throw e.failure;
    }
  }

  private XdpAction call(XdpContext context) throws Aborted {
    try {
      return Objects.requireNonNull((XdpAction) method.invokeExact(context));
    } catch (Throwable e) {
      if (e instanceof Error error && !(e instanceof AssertionError)) {
        throw error;
      }
      throw new Aborted(e);
    }
  }

  private void deliver(LogRecord record) {
    try {
      logs.add(record);
    } catch (RuntimeException e) {
      throw new SubscriberFailed(e);
    }
  }

  /// What the program threw.
  private static final class Aborted extends Exception {
    Aborted(Throwable cause) {
      super(null, cause, false, false);
    }

    Throwable cause() {
      return Objects.requireNonNull(getCause());
    }
  }

  /// What a subscriber threw in the middle of a log statement: nothing that the program could catch,
  /// or be blamed for.
  private static final class SubscriberFailed extends Error {
    private final RuntimeException failure;

    SubscriberFailed(RuntimeException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  @Override
  public <M extends BpfMap> M map(M definition) {
    var _ = TypedMaps.indexOf(program, definition);
    return load.map(definition);
  }

  @Override
  public Variables variables() {
    return variables;
  }

  @Override
  public Logs logs() {
    return logs;
  }

  @Override
  public Accounting accounting() {
    synchronized (aborts) {
      return AccountingReader.of(logs.lost(), aborts);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      initial.reset();
    }
  }

  @Override
  public String toString() {
    return "program \"%s\" on the JVM".formatted(name());
  }

  private void count(Throwable thrown) {
    synchronized (aborts) {
      aborts.merge(site(thrown), 1L, Long::sum);
    }
  }

  private AbortSite site(Throwable thrown) {
    var reason = reason(thrown);
    var seen = SEEN.get(program.method().getDeclaringClass());
    for (var frame : thrown.getStackTrace()) {
      if (!isLibrary(frame.getClassName())) {
        var file = Objects.requireNonNullElse(frame.getFileName(), frame.getClassName());
        var site = new AbortSite(0, file, Math.max(0, frame.getLineNumber()), reason);
        seen.add(site);
        return site;
      }
    }
    var known = seen.stream().filter(site -> site.reason().equals(reason)).toList();
    return known.size() == 1
        ? known.getFirst()
        : new AbortSite(0, program.method().getDeclaringClass().getSimpleName(), 0, reason);
  }

  private static boolean isLibrary(String className) {
    return className.startsWith("io.github.bpf4j.api.")
        || className.startsWith("java.")
        || className.startsWith("jdk.")
        || className.startsWith("sun.");
  }

  /// The compiler's words for it.
  private static String reason(Throwable thrown) {
    return switch (thrown) {
      case PacketBoundsException _ -> "packet too short";
      case ArithmeticException _ -> "division by zero";
      case IndexOutOfBoundsException _ -> "index out of bounds";
      case NullPointerException _ -> "null dereference";
      default -> thrown.getClass().getSimpleName();
    };
  }
}
