package io.github.bpf4j.kernel;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.LogSink;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.Accounting;
import io.github.bpf4j.host.AccountingReader;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.host.LogDecoder;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RawVariables;
import io.github.bpf4j.host.Timestamps;
import io.github.bpf4j.host.TypedMaps;
import io.github.bpf4j.host.Variables;
import io.github.bpf4j.kernel.bpf.TestRun;
import io.github.bpf4j.kernel.net.Interface;
import io.github.bpf4j.object.MapType;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program in the kernel. Safe for use by several threads.
public final class KernelProgram implements LoadedProgram {
  private static final Logger LOG = LoggerFactory.getLogger(KernelProgram.class);

  private final CompiledProgram compiled;
  private final KernelObject object;
  private final Map<Integer, RawMap> shared;
  private final Map<Integer, KernelRing> rings = new TreeMap<>();
  private final Map<Integer, KernelMapOfMaps> mapsOfMaps = new TreeMap<>();
  private final Map<Integer, BpfMap> typedMaps = new ConcurrentHashMap<>();
  private final List<XdpLink> links = new CopyOnWriteArrayList<>();
  private final KernelLogs logs;
  private final ReentrantLock running = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();

  /// The time of log records that come while a packet is run; 0 for now.
  private volatile long packetTime;

  private volatile @Nullable Accounting last;
  private long cutPackets;

  /// @param shared maps of other loads, by their index in the object
  KernelProgram(CompiledProgram compiled, KernelObject object, Map<Integer, RawMap> shared) {
    this.compiled = compiled;
    this.object = object;
    this.shared = Map.copyOf(shared);
    for (int i = 0; i < compiled.object().maps().size(); i++) {
      var map = object.map(i);
      if (map != null && map.definition().type() == MapType.RINGBUF) {
        rings.put(i, shared.get(i) instanceof KernelRing ring ? ring : new KernelRing(map));
      } else if (map != null && map.definition().inner() != null && !shared.containsKey(i)) {
        mapsOfMaps.put(i, new KernelMapOfMaps(map));
      }
    }
    logs = new KernelLogs();
  }

  KernelObject object() {
    return object;
  }

  @Override
  public String name() {
    return object.definition().name();
  }

  /// Runs the program on `packet` once, by `BPF_PROG_TEST_RUN`. The packet holds the program's changes
  /// afterwards, and all records were handed to their subscribers.
  ///
  /// The kernel shows a program the first 3,520 bytes of a longer packet (a page of 4,096 less headroom
  /// and tailroom): only those count as the packet's length, see [#cutPackets]. Packets below 14 bytes need Linux 6.18.
  ///
  /// @return the verdict, as the kernel numbers it
  @Override
  public int run(XdpPacket packet) {
    running.lock();
    try {
      packetTime = packet.timestampNanos();
      if (packet.length() > TestRun.LONGEST
          && !object.definition().hasFrags()
          && cutPackets++ == 0) {
        LOG.warn(
            "The kernel shows {} only the first {} of a packet's {} bytes in a test run: what"
                + " depends on the rest, or on the length, differs from other runtimes. Said once.",
            name(),
            TestRun.LONGEST,
            packet.length());
      }
      int verdict = object.run(packet);
      rings.values().forEach(KernelRing::drain);
      return verdict;
    } finally {
      packetTime = 0;
      running.unlock();
    }
  }

  @Override
  public void runTimers() {
    rings.values().forEach(KernelRing::drain);
  }

  /// Runs the program `times` times in one call of the kernel, to measure it: on `packet` as it is, then
  /// each time on what the run before left of it. The packet itself stays as it is, and records stay in
  /// their ring buffers until [#run] or until somebody reads them.
  ///
  /// Two to a few hundred times take milliseconds however short the program is.
  ///
  /// @return the last verdict
  public int repeat(XdpPacket packet, int times) {
    return object.repeat(packet, times);
  }

  /// How many packets of [#run] were longer than the program could see.
  public long cutPackets() {
    running.lock();
    try {
      return cutPackets;
    } finally {
      running.unlock();
    }
  }

  /// Attaches the program to a network interface, so that it runs for each packet that comes in.
  ///
  /// @throws io.github.bpf4j.host.BpfException if another program is there already, the driver cannot,
  ///     or the interface is gone; the message says which, and what to do
  public XdpLink attachXdp(NetworkInterface networkInterface, XdpMode mode) {
    return attach(networkInterface.getIndex(), networkInterface.getName(), mode);
  }

  /// Attaches the program to the interface with this name in the calling thread's network namespace.
  public XdpLink attachXdp(String interfaceName, XdpMode mode) {
    var interfaces = Interface.all();
    return attach(
        interfaces.stream()
            .filter(candidate -> candidate.name().equals(interfaceName))
            .findFirst()
            .orElseThrow(() -> AttachFailure.noInterface(interfaceName, interfaces)),
        mode);
  }

  /// Attaches the program to the interface with this index in the calling thread's network namespace.
  public XdpLink attachXdp(int interfaceIndex, XdpMode mode) {
    return attach(interfaceIndex, "#" + interfaceIndex, mode);
  }

  private XdpLink attach(int interfaceIndex, String wanted, XdpMode mode) {
    return attach(
        Interface.of(interfaceIndex)
            .orElseThrow(() -> AttachFailure.noInterface(wanted, Interface.all())),
        mode);
  }

  private XdpLink attach(Interface target, XdpMode mode) {
    var link = XdpLink.attach(object, target, mode, links::remove);
    links.add(link);
    if (closed.get()) {
      // closed meanwhile: that did not see the link
      link.close();
      throw new IllegalStateException(object.descriptor().what() + " is closed");
    }
    rings.values().forEach(KernelRing::live);
    return link;
  }

  /// What the kernel knows of the program now. One that asks for receive metadata is loaded anew for each interface
  /// that it is attached to, and of these loads this says nothing.
  public ProgramInfo info() {
    return object.info();
  }

  @Override
  @SuppressWarnings("unchecked") // bind gives the class that it was given
  public <M extends BpfMap> M map(M definition) {
    int index = TypedMaps.indexOf(compiled, definition);
    return (M) typedMaps.computeIfAbsent(index, i -> TypedMaps.bind(definition, raw(i)));
  }

  private RawMap raw(int index) {
    var other = shared.get(index);
    if (other != null) {
      return other;
    }
    var ring = rings.get(index);
    if (ring != null) {
      return ring;
    }
    var mapOfMaps = mapsOfMaps.get(index);
    if (mapOfMaps != null) {
      return mapOfMaps;
    }
    var map = object.map(index);
    if (map == null) {
      throw new IllegalArgumentException(
          "program %s does not use map %s"
              .formatted(name(), compiled.object().maps().get(index).name()));
    }
    return map;
  }

  @Override
  public Logs logs() {
    return logs;
  }

  @Override
  public Variables variables() {
    return new RawVariables(compiled, this::raw);
  }

  /// What went wrong in this load so far; after [#close], until then.
  @Override
  public Accounting accounting() {
    var known = last;
    return known != null ? known : readAccounting();
  }

  private Accounting readAccounting() {
    var map = object.map(object.definition().accounting());
    return map == null
        ? new Accounting(0, List.of())
        : AccountingReader.read(object.definition(), map);
  }

  /// Detaches the program, hands the records that are there to their subscribers, and frees everything.
  /// Idempotent. A subscriber may call it.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      links.forEach(XdpLink::close);
      rings.keySet().removeAll(shared.keySet());
      rings.values().forEach(KernelRing::close);
      mapsOfMaps.values().forEach(KernelMapOfMaps::close);
      last = readAccounting();
    } finally {
      object.close();
    }
  }

  @Override
  public String toString() {
    return "program \"%s\" in the kernel".formatted(name());
  }

  /// The log records: from the ring buffer, decoded.
  private final class KernelLogs implements Logs {
    private final LogDecoder decoder =
        new LogDecoder(
            object.definition().logSites(), compiled.method().getDeclaringClass().getClassLoader());
    private volatile @Nullable LogSink sink;

    @Override
    public void subscribe(LogSink newSink) {
      boolean first;
      synchronized (this) {
        first = sink == null;
        sink = newSink;
      }
      var ring = rings.get(object.definition().logBuffer());
      if (first && ring != null) {
        ring.subscribe(this::accept);
      }
    }

    private void accept(ByteBuffer records, int offset, int length) {
      long time = packetTime;
      var record =
          decoder.decode(records.slice(offset, length), time != 0 ? time : Timestamps.now());
      var current = sink;
      if (record != null && current != null) {
        current.accept(record);
      }
    }
  }
}
