package io.github.bpf4j.agreement;

import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.host.Variables;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/// All that can be seen of a program's run over some packets.
///
/// @param packets for each packet the verdict, the bytes afterwards and, if there is any, the metadata
///     before them, in hex
/// @param logs the log records
/// @param events the events of ring buffers
/// @param maps the entries of all other maps, sorted
/// @param variables the static variables, sorted by name
/// @param aborts where exceptions ended the program
/// @param lostRecords log records lost
public record Outcome(
    List<String> packets,
    List<String> logs,
    List<String> events,
    List<String> maps,
    List<String> variables,
    List<String> aborts,
    long lostRecords) {

  /// Loads `program` into `runtime` and runs it over `packets`.
  public static Outcome of(BpfRuntime runtime, CompiledProgram program, List<byte[]> packets) {
    return of(runtime, program, packets, loaded -> {});
  }

  /// Loads `program` into `runtime`, does `before` with it, and runs it over `packets`.
  static Outcome of(
      BpfRuntime runtime,
      CompiledProgram program,
      List<byte[]> packets,
      Consumer<LoadedProgram> before) {
    var all = packets.stream().map(XdpPacket::of).toList();
    return ofPackets(runtime, program, all, before, (_, _) -> {});
  }

  /// The same of packets of which more is known than their bytes; does `behind` after each, with its number.
  static Outcome ofPackets(
      BpfRuntime runtime,
      CompiledProgram program,
      List<XdpPacket> packets,
      Consumer<LoadedProgram> before,
      ObjIntConsumer<LoadedProgram> behind) {
    var verdicts = new ArrayList<String>();
    var logs = new ArrayList<String>();
    var events = new ArrayList<String>();
    var options = LoadOptions.DEFAULT.withLogLevel(LogLevel.TRACE);
    try (var loaded = runtime.load(program, options)) {
      loaded
          .logs()
          .subscribe(
              record -> logs.add(record.level() + " " + record.logger() + " " + record.message()));
      var maps = new MapText(program, loaded);
      maps.subscribe(events);
      before.accept(loaded);
      for (int i = 0; i < packets.size(); i++) {
        var packet = packets.get(i);
        int verdict = loaded.run(packet);
        verdicts.add(text(XdpAction.of(verdict).name(), packet.bytes(), packet.metadata()));
        behind.accept(loaded, i);
      }
      var accounting = loaded.accounting();
      return new Outcome(
          verdicts,
          logs,
          events,
          maps.entries(),
          variables(loaded.variables()),
          accounting.aborts().stream().map(Objects::toString).toList(),
          accounting.lostRecords());
    }
  }

  private static List<String> variables(Variables variables) {
    return variables.names().stream()
        .sorted()
        .map(name -> name + " = " + MapText.text(variables.get(name)))
        .toList();
  }

  /// What a packet's verdict and bytes are in [#packets].
  static String text(String verdict, byte[] bytes, byte... metadata) {
    var text = verdict + " " + HexFormat.of().formatHex(bytes);
    return metadata.length == 0 ? text : text + " meta " + HexFormat.of().formatHex(metadata);
  }
}
