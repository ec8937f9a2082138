package io.github.bpf4j.cli.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A network namespace with the two ends of a veth pair, [#LEFT] and [#RIGHT]. What is sent into the
/// right end comes in by the left one. Gone, with everything in it, when it is closed.
final class Cable implements AutoCloseable {
  static final String LEFT = "left";
  static final String RIGHT = "right";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /// Reads `count frame-in-hex` lines.
  private static final String SENDER =
      """
      import socket, sys
      s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
      s.bind((sys.argv[1], 0))
      for line in sys.stdin:
          count, frame = line.split()
          frame = bytes.fromhex(frame)
          for i in range(int(count)):
              s.send(frame)
      """;

  private final String namespace =
      "bpf4j-cli-%d-%d".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet());

  Cable() {
    command("ip", "netns", "add", namespace);
    try {
      ip("link", "add", LEFT, "type", "veth", "peer", "name", RIGHT);
      for (var end : List.of(LEFT, RIGHT)) {
        // No address of its own, so that no packet comes but the test's.
        ip("link", "set", end, "addrgenmode", "none");
        ip("link", "set", end, "up");
      }
    } catch (Throwable failed) {
      close();
      throw failed;
    }
  }

  /// Runs `ip` inside.
  String ip(String... arguments) {
    return command(
        Stream.concat(Stream.of("ip", "-n", namespace), Stream.of(arguments))
            .toArray(String[]::new));
  }

  /// What to put before a command to run it inside.
  List<String> inside() {
    return List.of("ip", "netns", "exec", namespace);
  }

  /// Sends each of `frames` into `end` once.
  void send(String end, List<byte[]> frames) {
    sendLines(
        end,
        frames.stream()
            .map(frame -> "1 " + HexFormat.of().formatHex(frame))
            .collect(Collectors.joining("\n", "", "\n")));
  }

  /// Sends `frame` into the right end `count` times.
  void send(byte[] frame, int count) {
    sendLines(RIGHT, count + " " + HexFormat.of().formatHex(frame) + "\n");
  }

  private void sendLines(String end, String lines) {
    var command = new ArrayList<>(inside());
    command.addAll(List.of("python3", "-c", SENDER, end));
    commandWithInput(lines, command.toArray(String[]::new));
  }

  /// Whether a program is attached to `end`.
  boolean isAttached(String end) {
    return ip("-d", "link", "show", end).contains("prog/xdp");
  }

  /// How many IPv4 packets the network stack inside has seen (`InReceives` of RFC 4293).
  long ipv4Received() {
    var command = new ArrayList<>(inside());
    command.addAll(List.of("cat", "/proc/net/snmp"));
    var match =
        Pattern.compile("(?m)^Ip: \\d+ \\d+ (\\d+) ")
            .matcher(command(command.toArray(String[]::new)));
    if (!match.find()) {
      throw new IllegalStateException("no Ip line in /proc/net/snmp");
    }
    return Long.parseLong(match.group(1));
  }

  @Override
  public void close() {
    command("ip", "netns", "delete", namespace);
  }

  private static String command(String... command) {
    return commandWithInput("", command);
  }

  private static String commandWithInput(String input, String... command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output.strip());
      }
      return output;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(String.join(" ", command), e);
    }
  }
}
