package io.github.bpf4j.benchmarks;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompilerOptions;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RawRing;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.kernel.ExistingProgram;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.kernel.ProgramInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One of two twins in the kernel. Maps go by the names they have in the C program.
final class Loaded implements AutoCloseable {
  /// Room for the records of the most runs of one measurement.
  private static final int LOG_BYTES = 64 << 20;

  private final int insns;
  private final ExistingProgram program;
  private final Map<String, String> names;
  private final List<byte[]> records = new ArrayList<>();
  private boolean recording = true;

  private Loaded(int insns, ExistingProgram program, Map<String, String> names) {
    this.insns = insns;
    this.program = program;
    this.names = names;
    program
        .maps()
        .values()
        .forEach(map -> {
          if (map instanceof RawRing ring) {
            ring.subscribe(this::record);
          }
        });
  }

  /// The program in Java, compiled without accounting.
  static Loaded java(Twin twin, List<Twin.Setting> settings) {
    var options = CompilerOptions.DEFAULT.withProgram(twin.method()).withAccounting(false);
    var compiled = BpfCompiler.compile(type(twin.type()), options);
    var loadOptions = LoadOptions.DEFAULT.withLogBufferBytes(LOG_BYTES);
    for (Twin.Setting setting : settings) {
      loadOptions = loadOptions.withTunable(setting.tunable(), setting.javaValue());
    }
    // Whoever holds a program keeps it in the kernel.
    try (var loaded = new KernelRuntime().load(compiled, loadOptions)) {
      var program = ExistingProgram.withId(loaded.info().id());
      int insns = compiled.program().insns().stream().mapToInt(Insn::slots).sum();
      return new Loaded(insns, program, twin.maps());
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("there is no class " + name, e);
    }
  }

  /// The program in C.
  static Loaded c(
      Twin twin, List<Twin.Setting> settings, ClangObject object, PinFolder pins, String bpftool)
      throws IOException {
    Path pinned = pins.load(bpftool, object.with(settings));
    var program = ExistingProgram.pinned(pinned.resolve(twin.function()));
    return new Loaded(object.insns(twin.function()), program, Map.of());
  }

  private void record(byte[] bytes) {
    if (recording) {
      records.add(bytes);
    }
  }

  /// Instructions as compiled, in slots of 8 bytes.
  int insns() {
    return insns;
  }

  ProgramInfo info() {
    return program.info();
  }

  /// The map that has this name in the C program.
  RawMap map(String name) {
    return program.map(names.getOrDefault(name, name));
  }

  int run(XdpPacket packet) {
    return program.run(packet);
  }

  /// What was written to ring buffers since this was called last.
  List<byte[]> takeRecords() {
    var taken = List.copyOf(records);
    records.clear();
    return taken;
  }

  /// Runs the program `times` times on `packet`.
  ///
  /// @return nanoseconds a run, of the thread's own time, the system call included
  /// @throws IllegalStateException if it does not give `verdict`
  double nanos(XdpPacket packet, int times, int verdict) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    int given = program.repeat(packet, times);
    long end = threads.getCurrentThreadCpuTime();
    recording = false;
    program.drain();
    recording = true;
    if (given != verdict) {
      throw new IllegalStateException(
          "%s gives verdict %d, not %d".formatted(program, given, verdict));
    }
    return (end - start) / (double) times;
  }

  @Override
  public void close() {
    program.close();
  }
}
