package io.github.bpf4j.benchmarks;

import java.util.List;
import java.util.Map;

/// A program of `examples` and the same program in C.
///
/// @param type the class of the Java program
/// @param method its method
/// @param source the C file, without `.bpf.c`
/// @param function its function
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
    Map<String, String> maps,
    boolean aborts,
    Allowance allowed,
    List<Run> runs) {
  /// Copies the collections.
  Twin {
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
  /// @param settings what is set before the programs are loaded
  record Run(String name, byte[] packet, int verdict, Setup setup, List<Setting> settings) {
    /// Copies the settings.
    Run {
      settings = List.copyOf(settings);
    }

    Run(String name, byte[] packet, int verdict) {
      this(name, packet, verdict, _ -> {});
    }

    Run(String name, byte[] packet, int verdict, Setup setup) {
      this(name, packet, verdict, setup, List.of());
    }
  }

  /// A constant of the C program, and the tunable field that is the same in Java.
  record Setting(String constant, int value, String tunable, Object javaValue) {}

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
