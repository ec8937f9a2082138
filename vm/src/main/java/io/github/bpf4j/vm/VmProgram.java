package io.github.bpf4j.vm;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.LogSink;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.Accounting;
import io.github.bpf4j.host.AccountingReader;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.host.LogDecoder;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RawVariables;
import io.github.bpf4j.host.SharedMaps;
import io.github.bpf4j.host.Timestamps;
import io.github.bpf4j.host.TypedMaps;
import io.github.bpf4j.host.Variables;
import io.github.bpf4j.object.LogGates;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.vm.map.RingBuffer;
import io.github.bpf4j.vm.map.VmMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A program in the VM. Safe for use by several threads: as many runs go on at the same time as the VM has CPUs.
public final class VmProgram implements LoadedProgram {
  private final CompiledProgram compiled;
  private final ProgramDefinition program;
  private final MapTable maps;
  private final Timers timers;
  private final List<RingBuffer> rings = new ArrayList<>();
  private final List<Machine> machines = new ArrayList<>();
  private final Map<Integer, BpfMap> typedMaps = new ConcurrentHashMap<>();
  private final RingLogs logs;
  private volatile boolean closed;

  /// The time of log records that are handed out after a run.
  private volatile long packetTime;

  VmProgram(CompiledProgram compiled, LoadOptions loadOptions, VmOptions options) {
    this.compiled = compiled;
    this.program = LogGates.apply(compiled.program(), loadOptions.logLevel().ordinal());
    this.maps =
        new MapTable(
            definitions(compiled, loadOptions),
            options.cpus(),
            SharedMaps.of(compiled, loadOptions, VmMap.class, "in the VM"));
    for (var map : maps.all()) {
      if (map instanceof RingBuffer ring) {
        rings.add(ring);
      }
    }
    this.timers = new Timers(options.nanoTime());
    var code = new Code(program, maps);
    for (int cpu = 0; cpu < options.cpus(); cpu++) {
      machines.add(new Machine(cpu, code, maps, timers, options));
    }
    this.logs = new RingLogs();
  }

  /// The object's maps, the ring buffer for log records as large as the options say.
  private static List<MapDefinition> definitions(CompiledProgram compiled, LoadOptions options) {
    var definitions = new ArrayList<>(compiled.object().maps());
    int log = compiled.program().logBuffer();
    if (log >= 0) {
      definitions.set(log, definitions.get(log).withMaxEntries(options.logBufferBytes()));
    }
    return definitions;
  }

  @Override
  public String name() {
    return program.name();
  }

  /// Runs the program on `packet` once, in the calling thread. The packet holds the program's changes
  /// afterwards, and all records were handed to their subscribers.
  ///
  /// @throws VmException if the program did what it may not do
  @Override
  public int run(XdpPacket packet) {
    return run(acquire(), packet, 0);
  }

  /// On a machine that this thread has locked, and then in the programs that tail calls lead to.
  ///
  /// @param calls how many tail calls led here
  private int run(Machine machine, XdpPacket packet, int calls) {
    int verdict;
    VmProgram next;
    try {
      try {
        requireOpen();
        timers.expire(machine);
        if (program.hasFrags()) {
          packet.splitIfLarge();
        }
        verdict = machine.run(packet, calls);
        next = (VmProgram) machine.next();
      } finally {
        machine.lock().unlock();
      }
    } finally {
      packetTime = packet.timestampNanos();
      for (int i = 0; i < rings.size(); i++) {
        rings.get(i).drain();
      }
    }
    if (next == null) {
      return verdict;
    }
    var there = next.machines.get(machine.cpu() % next.machines.size());
    there.lock().lock();
    return next.run(there, packet, calls + 1);
  }

  @Override
  public void runTimers() {
    var machine = acquire();
    try {
      requireOpen();
      timers.expire(machine);
    } finally {
      machine.lock().unlock();
      rings.forEach(RingBuffer::drain);
    }
  }

  /// Runs the program on `packet` once, on CPU number `cpu` of the VM, as soon as that is free.
  ///
  /// @throws VmException if the program did what it may not do
  public int runOn(int cpu, XdpPacket packet) {
    Machine machine = machines.get(Objects.checkIndex(cpu, machines.size()));
    machine.lock().lock();
    return run(machine, packet, 0);
  }

  private Machine acquire() {
    for (int i = 0; i < machines.size(); i++) {
      Machine machine = machines.get(i);
      if (!machine.lock().isHeldByCurrentThread() && machine.lock().tryLock()) {
        return machine;
      }
    }
    var machine = machines.get((int) (Thread.currentThread().threadId() % machines.size()));
    machine.lock().lock();
    return machine;
  }

  /// How many instructions the last complete run took on the first CPU.
  public int instructionsOfLastRun() {
    return machines.getFirst().executed();
  }

  @Override
  @SuppressWarnings("unchecked") // bind gives the class that it was given
  public <M extends BpfMap> M map(M definition) {
    int index = TypedMaps.indexOf(compiled, definition);
    return (M) typedMaps.computeIfAbsent(index, i -> TypedMaps.bind(definition, rawMap(i)));
  }

  /// The map at an index of the object.
  RawMap rawMap(int index) {
    return maps.all().get(index);
  }

  @Override
  public Logs logs() {
    return logs;
  }

  @Override
  public Variables variables() {
    return new RawVariables(compiled, this::rawMap);
  }

  @Override
  public Accounting accounting() {
    return program.accounting() < 0
        ? new Accounting(0, List.of())
        : AccountingReader.read(program, rawMap(program.accounting()));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("program %s is closed".formatted(name()));
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "program \"%s\" in the VM".formatted(name());
  }

  /// The log records. They wait in the ring buffer until somebody subscribes; the program counts those that find
  /// it full.
  private final class RingLogs implements Logs {
    private final LogDecoder decoder =
        new LogDecoder(program.logSites(), compiled.method().getDeclaringClass().getClassLoader());
    private volatile @Nullable LogSink sink;

    @Override
    public void subscribe(LogSink newSink) {
      sink = newSink;
      if (program.logBuffer() >= 0 && rawMap(program.logBuffer()) instanceof RingBuffer ring) {
        ring.subscribe(this::accept);
      }
    }

    private void accept(byte[] bytes) {
      long time = packetTime;
      var record = decoder.decode(bytes, time != 0 ? time : Timestamps.now());
      var current = sink;
      if (record != null && current != null) {
        current.accept(record);
      }
    }
  }
}
