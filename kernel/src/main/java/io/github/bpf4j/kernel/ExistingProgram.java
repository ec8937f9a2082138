package io.github.bpf4j.kernel;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.kernel.bpf.ObjectCommands;
import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.object.MapType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An XDP program that is in the kernel already, whoever loaded it and from whatever it was compiled,
/// with the maps that it uses as bytes.
///
/// ```java
/// try (var program = ExistingProgram.pinned(Path.of("/sys/fs/bpf/firewall"))) {
///   var verdict = program.run(packet);
///   var blocked = program.map("blocked");
///   …
/// }
/// ```
public final class ExistingProgram implements AutoCloseable {
  private final FileDescriptor descriptor;
  private final List<KernelMap> opened = new ArrayList<>();
  private final Map<String, RawMap> maps = new LinkedHashMap<>();
  private final List<KernelRing> rings = new ArrayList<>();
  private final PacketRuns runs;

  private ExistingProgram(FileDescriptor descriptor) {
    this.descriptor = descriptor;
    this.runs = new PacketRuns(descriptor);
    try {
      for (int id : ObjectCommands.mapsOf(descriptor)) {
        var map = KernelMap.open(id);
        if (map != null) {
          opened.add(map);
          maps.put(map.definition().name(), readable(map));
        }
      }
    } catch (Throwable failed) {
      close();
      throw failed;
    }
  }

  /// Opens the program that is pinned at `path`, in a file system of type `bpf` (Linux 4.4).
  ///
  /// @throws io.github.bpf4j.host.BpfException if there is none, or for lack of privileges
  public static ExistingProgram pinned(Path path) {
    Failures.requireLinux();
    return new ExistingProgram(
        opened(
            "program \"%s\"".formatted(path.getFileName()),
            ObjectCommands.openPinned(path.toString())));
  }

  /// Opens the program with this id, see [ProgramInfo#id] (Linux 4.13).
  ///
  /// @throws io.github.bpf4j.host.BpfException if there is none, or for lack of privileges
  public static ExistingProgram withId(int id) {
    Failures.requireLinux();
    return new ExistingProgram(opened("program " + id, ObjectCommands.openProgram(id)));
  }

  private static FileDescriptor opened(String what, long result) {
    if (Errno.ENOENT.is(result)) {
      throw Failures.because(
          "cannot open " + what,
          result,
          "there is none",
          "`bpftool prog` lists the programs of this machine, with their ids and pins");
    }
    if (result < 0) {
      throw Failures.of("cannot open " + what, result);
    }
    return new FileDescriptor((int) result, what);
  }

  private RawMap readable(KernelMap map) {
    if (map.definition().type() != MapType.RINGBUF) {
      return map;
    }
    var ring = new KernelRing(map);
    rings.add(ring);
    return ring;
  }

  /// What the kernel knows of the program now.
  public ProgramInfo info() {
    return ProgramInfo.of(descriptor);
  }

  /// The maps that the program uses, by their names of at most 15 characters; those of a kind that is
  /// not in [MapType] are left out. A ring buffer is a [io.github.bpf4j.host.RawRing].
  public Map<String, RawMap> maps() {
    return Collections.unmodifiableMap(maps);
  }

  /// The map with this name.
  ///
  /// @throws IllegalArgumentException if the program uses none of that name
  public RawMap map(String name) {
    var map = maps.get(name);
    if (map == null) {
      throw new IllegalArgumentException(
          "%s uses no map \"%s\"; it uses %s".formatted(descriptor.what(), name, maps.keySet()));
    }
    return map;
  }

  /// Runs the program on `packet` once, see [KernelProgram#run].
  ///
  /// @return the verdict, as the kernel numbers it
  public int run(XdpPacket packet) {
    int verdict = runs.once(packet);
    drain();
    return verdict;
  }

  /// Runs the program on `packet` many times, see [KernelProgram#repeat].
  ///
  /// @return the last verdict
  public int repeat(XdpPacket packet, int times) {
    return runs.repeated(packet, times);
  }

  /// Hands the records in its ring buffers to those who subscribed.
  public void drain() {
    rings.forEach(KernelRing::drain);
  }

  /// Closes the program and its maps here; whoever else holds them keeps them. Idempotent.
  @Override
  public void close() {
    rings.forEach(KernelRing::close);
    opened.forEach(KernelMap::close);
    descriptor.close();
  }

  @Override
  public String toString() {
    return descriptor.what();
  }
}
