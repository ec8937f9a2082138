package io.github.bpf4j.benchmarks;

import java.util.List;
import java.util.Map;

/// A program of `examples` and the same program in C.
///
/// @param type the class of the Java program
/// @param method its method
/// @param source the C file, without `.bpf.c`
/// @param function its function
/// @param variables what the C program's constants are set to before it is loaded
/// @param maps the Java names of the C program's maps, by their names there
/// @param aborts whether the Java program aborts on a packet too short for a header, where the one in C
///     passes it
/// @param allowed instructions that the Java program may have more than the C program, and why
/// @param runs what is measured
record Twin(
    String type,
    String method,
    String source,
    String function,
    Map<String, Integer> variables,
    Map<String, String> maps,
    boolean aborts,
    Allowance allowed,
    List<Run> runs) {
  /// Copies the collections.
  Twin {
    variables = Map.copyOf(variables);
    maps = Map.copyOf(maps);
    runs = List.copyOf(runs);
  }

  /// Instructions that a program has for something that its twin does not do.
  record Allowance(int insns, String reason) {
    static final Allowance NONE = new Allowance(0, "");
  }

  /// One measurement: many runs on the same packet.
  ///
  /// @param name what is special about it, empty for nothing
  /// @param packet the packet
  /// @param verdict what comes of it, as the kernel numbers it
  /// @param setup what the maps have to hold before
  record Run(String name, byte[] packet, int verdict, Setup setup) {
    Run(String name, byte[] packet, int verdict) {
      this(name, packet, verdict, _ -> {});
    }
  }

  /// Fills maps.
  @FunctionalInterface
  interface Setup {
    void fill(Loaded program);
  }

  /// `Blocklist.byNetwork`.
  String javaName() {
    var simple = type.substring(type.lastIndexOf('.') + 1);
    return simple.equalsIgnoreCase(method) ? simple : simple + "." + method;
  }
}
