package io.github.bpf4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Other people's capture tools, as a second opinion where they are installed.
final class Tool {
  private Tool() {}

  static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  static void assumeInstalled(String program) {
    assumeTrue(isInstalled(program), program + " is not installed");
  }

  static List<String> lines(String... command) throws Exception {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    // Lua scripts and preferences of the user must not change the answer.
    builder.environment().put("HOME", System.getProperty("java.io.tmpdir"));
    var process = builder.start();
    var lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    return lines;
  }

  /// What tshark says of each packet, in the form of [#summary].
  static List<String> tshark(Path capture) throws Exception {
    return lines(
            "tshark",
            "-n",
            "-r",
            capture.toString(),
            "-o",
            "frame.generate_md5_hash:TRUE",
            "-T",
            "fields",
            "-e",
            "frame.time_epoch",
            "-e",
            "frame.len",
            "-e",
            "frame.cap_len",
            "-e",
            "frame.md5_hash")
        .stream()
        .map(Tool::withTimeInRange)
        .toList();
  }

  /// One of the captures has times in the year 586,000, which are more nanoseconds than a `long` holds.
  private static String withTimeInRange(String line) {
    int tab = line.indexOf('\t');
    var largest = BigDecimal.valueOf(Long.MAX_VALUE, 9);
    return tab > 0 && new BigDecimal(line.substring(0, tab)).compareTo(largest) > 0
        ? largest + line.substring(tab)
        : line;
  }

  /// Time, original length, captured length and MD5 of the bytes of a packet, separated by tabs.
  static String summary(CapturedPacket packet) throws Exception {
    long nanos = packet.timestampNanos();
    long second = TimestampResolution.NANOS_PER_SECOND;
    var md5 = MessageDigest.getInstance("MD5").digest(packet.bytes());
    return String.format(
        Locale.ROOT,
        "%s\t%d\t%d\t%s",
        packet.hasTimestamp() ? "%d.%09d".formatted(nanos / second, nanos % second) : "",
        packet.originalLength(),
        packet.length(),
        HexFormat.of().formatHex(md5));
  }
}
