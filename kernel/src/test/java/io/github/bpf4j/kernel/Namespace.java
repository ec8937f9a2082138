package io.github.bpf4j.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.bpf4j.kernel.net.Interface;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/// A network namespace of the test's own with two ends of a cable, `left` and `right`, both up. Programs
/// are attached nowhere else. It is gone with everything in it when it is closed.
final class Namespace implements AutoCloseable {
  static final String LEFT = "left";
  static final String RIGHT = "right";

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int CLONE_NEWNET = 0x40000000;

  private final String name =
      "bpf4j-%d-%d".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet());

  Namespace() {
    ip("netns", "add", name);
    try {
      cable(LEFT, RIGHT);
    } catch (Throwable failed) {
      close();
      throw failed;
    }
  }

  String name() {
    return name;
  }

  /// Lays a cable between two new interfaces, both up.
  void cable(String end, String otherEnd) {
    inside("link", "add", end, "type", "veth", "peer", "name", otherEnd);
    for (var each : List.of(end, otherEnd)) {
      // no address, so that no packet comes but the test's own
      inside("link", "set", each, "addrgenmode", "none");
      inside("link", "set", each, "up");
    }
  }

  /// Runs `ip` inside.
  void inside(String... arguments) {
    var command = new ArrayList<>(List.of("-n", name));
    command.addAll(List.of(arguments));
    ip(command.toArray(String[]::new));
  }

  /// Does `task` in a thread that is inside the namespace, and waits for it.
  <T> T call(Callable<T> task) {
    var inside =
        new FutureTask<T>(() -> {
          enter();
          return task.call();
        });
    var thread = Thread.ofPlatform().name("in " + name).start(inside);
    try {
      thread.join();
      return inside.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// As [#call], without a result.
  void run(Runnable task) {
    call(() -> {
      task.run();
      return true;
    });
  }

  /// Sends `count` packets of `length` bytes into [#RIGHT], so that they come in by [#LEFT].
  void send(int count, int length) {
    call(() -> {
      try (var socket = new PacketSocket(index(RIGHT))) {
        for (int i = 0; i < count; i++) {
          socket.send(new byte[length]);
        }
      }
      return count;
    });
  }

  /// What is attached to an interface inside.
  List<Interface.Attachment> attachments(String end) {
    return call(() -> Interface.of(index(end)).orElseThrow().attachments());
  }

  /// For the calling thread, which is inside.
  static int index(String end) {
    return Interface.all().stream()
        .filter(link -> link.name().equals(end))
        .findFirst()
        .orElseThrow()
        .index();
  }

  @Override
  public void close() {
    ip("netns", "delete", name);
  }

  /// Puts the calling thread inside, for good: setns(2).
  private void enter() throws Exception {
    var linker = Linker.nativeLinker();
    var lookup = linker.defaultLookup();
    var open =
        linker.downcallHandle(
            lookup.findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    var setns =
        linker.downcallHandle(
            lookup.findOrThrow("setns"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    var close =
        linker.downcallHandle(
            lookup.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try (var arena = Arena.ofConfined()) {
      int file = (int) open.invoke(arena.allocateFrom("/run/netns/" + name), 0);
      int result = (int) setns.invoke(file, CLONE_NEWNET);
      int ignored = (int) close.invoke(file);
      if (file < 0 || result != 0) {
        throw new IllegalStateException("cannot enter network namespace " + name);
      }
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void ip(String... arguments) {
    var command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
