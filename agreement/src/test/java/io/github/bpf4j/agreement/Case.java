package io.github.bpf4j.agreement;

import io.github.bpf4j.api.RxMetadata;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.examples.ExampleMaps;
import io.github.bpf4j.object.KernelVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A program and what must come of it. A file begins with `#` lines that say what it is about; a case is
/// ```
/// == what it shows
/// the body of a Java class, with one @Xdp method
/// -- packet PACKET => VERDICT CHANGES
/// -- received hash cafebabe 24 timestamp 1700 vlan 8100 2005
/// -- wait 20
/// -- cross i l
/// -- log INFO Program the message
/// -- event MAP the event
/// -- map MAP key = value
/// -- abort 2 packets at line 3 (packet too short)
/// -- unneeded PACKET 3 the next check asks for more bytes
/// -- linux 6.8 what older ones lack
/// -- example Echo echo
/// -- error BPF0013 4 words of the message
/// ```
/// - `packet`: runs the program, on all packets in order; see [PacketText] for packets. The changes
///   (`@4 i:7`) are all that the program makes to the packet; or the packet afterwards is written out
///   (`= 0102`), and `meta 0304` behind it says what metadata lies before it. `=> ?` asks for agreement alone, and so
///   does `cross`: every combination of corner values of the listed kinds, followed by 56 zero bytes.
/// - `received`: what the device says of the packets below, each part only if it is there: hash and its type, in
///   hex and decimal; time; protocol and tag of a VLAN, both in hex. `received nothing` ends that.
/// - `wait`: so many milliseconds go by behind the packet above, and what timers call is called.
/// - `log`, `event`, `map`, `abort`: all that there is afterwards, of any packet. Where a case says
///   nothing of one of them, there must be none of it; but `map` is compared with the JVM's alone.
/// - `unneeded KIND LINE why`: a guard of this line that could be left out; see [Guard.Kind].
/// - `linux`: the oldest kernel that takes it or gives this answer, if [Requirement] does not tell.
/// - `example`: the program is not the body's but a method of a class of the module `examples`.
/// - `error`: the program does not compile, and this is one of the reasons.
///
/// Lines count from the first of the body. A body may have a method that does what user space does before
/// the first packet: `static void before(LoadedProgram program)`.
///
/// @param file the file's name
/// @param name what it shows
/// @param body the class's body
/// @param example the example that is run; null where the body is the program
/// @param packets in the order of the file
/// @param logs expected log records
/// @param events expected events of ring buffers
/// @param maps expected map entries; null where the case does not say
/// @param aborts expected aborts
/// @param unneeded guards that could be left out, such as `PACKET at line 3`
/// @param linux what it says of the oldest kernel: nothing, or one version
/// @param errors expected reasons why it does not compile
@SuppressWarnings("StringSplitter")
record Case(
    String file,
    String name,
    String body,
    @Nullable Example example,
    List<Packet> packets,
    List<String> logs,
    List<String> events,
    @Nullable List<String> maps,
    List<String> aborts,
    List<String> unneeded,
    List<KernelVersion> linux,
    List<Refusal> errors) {
  private static final Pattern PACKET = Pattern.compile("(.*?)=>\\s*(\\S+)\\s*(.*)");
  private static final Pattern ABORT = Pattern.compile("(\\d+ packets?) at line (\\d+) (\\(.*\\))");

  /// A program of the module `examples`.
  ///
  /// @param type its class
  /// @param method its method
  record Example(String type, String method) {
    /// The class.
    Class<?> load() {
      try {
        return Class.forName(ExampleMaps.class.getPackageName() + "." + type);
      } catch (ClassNotFoundException e) {
        throw new IllegalArgumentException("no such example: " + type, e);
      }
    }
  }

  /// A packet to run.
  ///
  /// @param verdict the expected verdict; null where the runtimes must just agree
  /// @param after the packet afterwards
  /// @param metadata what lies before it afterwards
  /// @param received what the device says of it
  /// @param pause how many milliseconds go by behind it
  record Packet(
      byte[] bytes,
      @Nullable String verdict,
      byte[] after,
      byte[] metadata,
      RxMetadata received,
      int pause) {
    /// This with other bytes, of which only agreement is expected.
    Packet with(byte[] others) {
      return new Packet(others, null, others, metadata, received, pause);
    }

    /// This with so many milliseconds behind it.
    Packet thenWait(int milliseconds) {
      return new Packet(bytes, verdict, after, metadata, received, milliseconds);
    }

    /// The packet to run.
    XdpPacket packet() {
      var packet = XdpPacket.of(bytes);
      packet.receivedWith(received);
      return packet;
    }
  }

  /// A reason why a program does not compile.
  record Refusal(String code, int line, String words) {}

  /// All cases of the folder `cases`.
  static List<Case> all() {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/cases"))) {
      return files.sorted().flatMap(file -> read(file).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Case> read(Path file) {
    var cases = new ArrayList<Case>();
    try {
      var text = Files.readString(file);
      var parts = text.split("(?m)^== ");
      if (!parts[0].isBlank() && !parts[0].startsWith("# ")) {
        throw new IllegalArgumentException(file + " does not begin with what it is about: # …");
      }
      for (int i = 1; i < parts.length; i++) {
        cases.add(parse(file.getFileName().toString(), parts[i]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  private static Case parse(String file, String text) {
    var lines = text.lines().toList();
    var result =
        new Case(
            file,
            lines.getFirst().trim(),
            body(lines),
            example(lines),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            lines.stream().anyMatch(line -> line.startsWith("-- map")) ? new ArrayList<>() : null,
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    var received = RxMetadata.NONE;
    for (var line : lines) {
      if (line.startsWith("-- ")) {
        try {
          if (line.startsWith("-- received ")) {
            received = received(line.substring("-- received ".length()));
          } else {
            result.directive(line, received);
          }
        } catch (RuntimeException e) {
          throw new IllegalArgumentException(
              "%s, '%s': cannot read '%s'".formatted(file, result.name, line), e);
        }
      }
    }
    if (result.packets.isEmpty() == result.errors.isEmpty()) {
      throw new IllegalArgumentException(
          "%s, '%s': a case has packets or errors".formatted(file, result.name));
    }
    return result;
  }

  private static String body(List<String> lines) {
    return String.join(
            "\n", lines.stream().skip(1).takeWhile(line -> !line.startsWith("-- ")).toList())
        .stripTrailing();
  }

  private static RxMetadata received(String text) {
    var metadata = RxMetadata.NONE;
    var words = new Scanner(text);
    while (words.hasNext()) {
      metadata =
          switch (words.next()) {
            case "hash" -> metadata.withHash((int) words.nextLong(16), words.nextInt());
            case "timestamp" -> metadata.withTimestamp(words.nextLong());
            case "vlan" -> metadata.withVlanTag(words.nextInt(16), words.nextInt(16));
            case "nothing" -> RxMetadata.NONE;
            default -> throw new IllegalArgumentException("hash, timestamp, vlan or nothing");
          };
    }
    return metadata;
  }

  private static @Nullable Example example(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("-- example "))
        .map(line -> line.split("\\s+"))
        .map(words -> new Example(words[2], words[3]))
        .findFirst()
        .orElse(null);
  }

  private void directive(String line, RxMetadata received) {
    var words = line.substring(3).trim().split("\\s+", 2);
    var rest = words.length > 1 ? words[1].trim() : "";
    switch (words[0]) {
      case "packet" -> packet(rest, received);
      case "wait" ->
          packets.set(packets.size() - 1, packets.getLast().thenWait(Integer.parseInt(rest)));
      case "cross" -> packets.addAll(CornerValues.packets(List.of(rest.split(" "))));
      case "log" -> logs.add(rest);
      case "event" -> events.add(rest);
      case "map" -> {
        if (maps != null && !rest.equals("none")) {
          maps.add(rest);
        }
      }
      case "abort" -> {
        var match = ABORT.matcher(rest);
        if (!match.matches()) {
          throw new IllegalArgumentException("N packets at line L (reason)");
        }
        aborts.add(
            "%s aborted at %s.java:%s %s"
                .formatted(
                    match.group(1),
                    example == null ? "Program" : example.type(),
                    match.group(2),
                    match.group(3)));
      }
      case "unneeded" -> {
        var parts = rest.split("\\s+", 3);
        unneeded.add("%s at line %d".formatted(parts[0], Integer.parseInt(parts[1])));
      }
      case "example" -> {}
      case "linux" -> linux.add(KernelVersion.of(rest.split("\\s+", 2)[0]));
      case "error" -> {
        var parts = rest.split("\\s+", 3);
        errors.add(new Refusal(parts[0], Integer.parseInt(parts[1]), parts[2]));
      }
      default -> throw new IllegalArgumentException("no such directive");
    }
  }

  private void packet(String text, RxMetadata received) {
    var match = PACKET.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("PACKET => VERDICT CHANGES");
    }
    byte[] bytes = PacketText.parse(match.group(1));
    boolean known = !match.group(2).equals("?");
    var afterwards = match.group(3).split("meta ", 2);
    packets.add(
        new Packet(
            bytes,
            known ? match.group(2) : null,
            PacketText.change(bytes, afterwards[0]),
            PacketText.parse(afterwards.length > 1 ? afterwards[1] : ""),
            received,
            0));
  }

  @Override
  public String toString() {
    return file + ": " + name;
  }
}
