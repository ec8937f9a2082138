package io.github.bpf4j.kernel;

import io.github.bpf4j.api.RxMetadata;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.isa.Encoder;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.kernel.bpf.BtfCommands;
import io.github.bpf4j.kernel.bpf.MapCreate;
import io.github.bpf4j.kernel.bpf.ProgramLoad;
import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.KernelVersion;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.Requirement;
import io.github.bpf4j.object.btf.ProgramBtf;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A program in the kernel with the maps that it uses: file descriptors and bytes, nothing typed.
final class KernelObject implements AutoCloseable {
  // BPF_LOG_LEVEL1 and BPF_LOG_STATS, include/linux/bpf_verifier.h
  private static final int LOG_INSTRUCTIONS = 1;
  private static final int LOG_STATISTICS = 4;

  private final BpfObject object;
  private final ProgramDefinition definition;
  private final Map<Integer, KernelMap> maps;
  private final FileDescriptor descriptor;
  private final @Nullable FileDescriptor types;
  private final PacketRuns runs;

  private KernelObject(
      BpfObject object,
      ProgramDefinition definition,
      Map<Integer, KernelMap> maps,
      FileDescriptor descriptor,
      @Nullable FileDescriptor types) {
    this.object = object;
    this.definition = definition;
    this.maps = maps;
    this.descriptor = descriptor;
    this.types = types;
    this.runs = new PacketRuns(descriptor);
  }

  /// Makes the maps that `program` uses, then loads it.
  ///
  /// @param program one of `object`'s, or what became of it for this load
  /// @throws KernelRejection if the verifier refuses
  static KernelObject load(BpfObject object, ProgramDefinition program) {
    return load(object, program, Map.of());
  }

  /// The same with maps of other loads, by their index in the object.
  static KernelObject load(
      BpfObject object, ProgramDefinition program, Map<Integer, KernelMap> shared) {
    return load(
        object,
        program,
        shared,
        load -> {
          long result = MemoryLimit.lifted(load::silently);
          return result >= 0 ? result : explained(object, program, load, result);
        });
  }

  /// Loads `program` as [#load] does, asks what that took, and unloads it.
  ///
  /// @throws KernelRejection if the verifier refuses
  static Verification verify(BpfObject object, ProgramDefinition program) {
    var log = new AtomicReference<>(new VerifierLog(""));
    try (var loaded =
        load(
            object,
            program,
            Map.of(),
            load -> {
              var logged = load.withLog(ProgramLoad.STATISTICS);
              log.set(new VerifierLog(logged.log()));
              return logged.result() >= 0
                  ? logged.result()
                  : explained(object, program, load, logged.result());
            })) {
      return new Verification(loaded.info(), log.get().work().orElse(null));
    }
  }

  private static KernelObject load(
      BpfObject object,
      ProgramDefinition program,
      Map<Integer, KernelMap> shared,
      ToLongFunction<ProgramLoad> call) {
    Failures.requireLinux();
    var test = testForm(object, program);
    var info = ProgramBtf.of(test.program(), test.object().maps(), ByteOrder.nativeOrder());
    // the maps stay open until the load is done: the kernel looks their descriptors up only then
    var maps = new TreeMap<Integer, KernelMap>();
    var btf = loadBtf(program, info);
    try {
      for (int index : mapsOf(test.object(), test.program())) {
        var other = shared.get(index);
        var types = btf == null ? null : new MapCreate.TypeInfo(btf, info.maps().get(index));
        maps.put(
            index,
            other != null
                ? other.borrow()
                : KernelMap.create(test.object().maps().get(index), types));
      }
      long result = call.applyAsLong(programLoad(object, test.program(), maps, btf, info));
      return new KernelObject(object, program, maps, programDescriptor(program, result), btf);
    } catch (Throwable failed) {
      close(maps, btf);
      throw failed;
    }
  }

  private static void close(Map<Integer, KernelMap> maps, @Nullable FileDescriptor types) {
    maps.values().forEach(KernelMap::close);
    if (types != null) {
      types.close();
    }
  }

  /// The program as it is run on packets of user space's.
  private static DeclaredMetadata testForm(BpfObject object, ProgramDefinition program) {
    return KernelFunctions.calledBy(program).isEmpty()
        ? new DeclaredMetadata(object, program)
        : DeclaredMetadata.of(object, program);
  }

  private static ProgramLoad programLoad(
      BpfObject object,
      ProgramDefinition program,
      Map<Integer, KernelMap> maps,
      @Nullable FileDescriptor btf,
      ProgramBtf info) {
    return new ProgramLoad(
            program.type(),
            bind(program.insns(), maps),
            object.license(),
            program.name(),
            btf == null ? null : new ProgramLoad.DebugInfo(btf, info))
        .withFlags(program.flags());
  }

  private static FileDescriptor programDescriptor(ProgramDefinition program, long result) {
    return new FileDescriptor((int) result, "program \"" + program.name() + "\"");
  }

  /// Does `use` with the program as it runs at an interface: this one, or where it calls functions of the kernel,
  /// another load with the same maps, whose functions are those of the interface's driver. They give nothing where the
  /// driver has none, and in SKB mode, in which none is asked.
  ///
  /// @param use gives a negative error number where it failed
  /// @return what it gave
  long atInterface(int interfaceIndex, XdpMode mode, ToLongFunction<FileDescriptor> use) {
    if (KernelFunctions.calledBy(definition).isEmpty()) {
      return use.applyAsLong(descriptor);
    }
    var without = KernelFunctions.without(definition);
    var resolved = mode == XdpMode.SKB ? without : KernelFunctions.resolve(definition);
    long result = with(resolved, resolved.equals(without) ? 0 : interfaceIndex, use);
    // the driver has no such functions, or no XDP of its own
    boolean asksInVain =
        Errno.ENOTSUP.is(result) || mode == XdpMode.DEFAULT && Errno.EINVAL.is(result);
    return asksInVain && !resolved.equals(without) ? with(without, 0, use) : result;
  }

  private long with(List<Insn> insns, int interfaceIndex, ToLongFunction<FileDescriptor> use) {
    var program = definition.withCode(insns, definition.functions());
    var info = ProgramBtf.of(program, object.maps(), ByteOrder.nativeOrder());
    try (var btf = loadBtf(program, info)) {
      var load = programLoad(object, program, maps, btf, info).boundTo(interfaceIndex);
      long result = load.silently();
      if (Errno.ENOTSUP.is(result) && interfaceIndex != 0) {
        return result;
      }
      if (result < 0) {
        result = explained(object, program, load, result);
      }
      // what is attached to an interface stays loaded without a descriptor
      try (var code = programDescriptor(program, result)) {
        return use.applyAsLong(code);
      }
    }
  }

  /// Null where the kernel knows none, or not all of it.
  private static @Nullable FileDescriptor loadBtf(ProgramDefinition program, ProgramBtf info) {
    long result = MemoryLimit.lifted(() -> BtfCommands.load(info.types()));
    return result < 0
        ? null
        : new FileDescriptor((int) result, "BTF of program \"" + program.name() + "\"");
  }

  private static List<Integer> mapsOf(BpfObject object, ProgramDefinition program) {
    var used = new TreeSet<Integer>();
    if (object.programs().size() == 1) {
      // all are this program's; user space may read those of which the compiler left nothing too
      for (int index = 0; index < object.maps().size(); index++) {
        used.add(index);
      }
    }
    for (var insn : program.insns()) {
      if (insn instanceof Insn.LoadImm64(_, var pseudo, int index, _) && isMapIndex(pseudo)) {
        used.add(index);
      }
    }
    // user space reads these two even where the program no longer does, as with all logs off
    used.add(program.accounting());
    used.add(program.logBuffer());
    used.remove(-1);
    return List.copyOf(used);
  }

  private static boolean isMapIndex(Pseudo pseudo) {
    return pseudo == Pseudo.MAP_IDX || pseudo == Pseudo.MAP_IDX_VALUE;
  }

  private static byte[] bind(List<Insn> insns, Map<Integer, KernelMap> maps) {
    var acquired = new ArrayList<FileDescriptor>();
    try {
      var bound = new ArrayList<Insn>(insns.size());
      for (var insn : insns) {
        if (insn instanceof Insn.LoadImm64(var dst, var pseudo, int index, int offset)
            && isMapIndex(pseudo)) {
          var map = Objects.requireNonNull(maps.get(index)).descriptor();
          acquired.add(map);
          bound.add(
              new Insn.LoadImm64(
                  dst,
                  pseudo == Pseudo.MAP_IDX ? Pseudo.MAP_FD : Pseudo.MAP_VALUE,
                  map.acquire(),
                  offset));
        } else {
          bound.add(insn);
        }
      }
      return Encoder.encode(bound);
    } finally {
      acquired.forEach(FileDescriptor::release);
    }
  }

  /// After a silent failure: once more with the log, then without what an old kernel may not know.
  private static long explained(
      BpfObject object, ProgramDefinition program, ProgramLoad load, long silent) {
    var what = "cannot load program \"" + program.name() + "\"";
    if (Errno.EPERM.is(silent)) {
      throw Failures.of(what, silent);
    }
    // A log of a million instructions takes half a minute, and says no more than that it was a
    // million.
    boolean tooMuch = Errno.E2BIG.is(silent);
    var logged = load.withLog(tooMuch ? LOG_STATISTICS : LOG_INSTRUCTIONS);
    if (logged.result() >= 0) {
      return logged.result();
    }
    if (tooMuch && !logged.log().isEmpty()) {
      throw rejection(object, program, logged);
    }
    if (logged.log().isEmpty() || saysNothingOfInsns(logged.log())) {
      long plain = load.withoutDebug().silently();
      plain = plain >= 0 ? plain : load.withoutDebug().withoutName().silently();
      if (plain >= 0) {
        return plain;
      }
    }
    if (logged.log().isEmpty()) {
      throw Failures.of(what, logged.result());
    }
    throw rejection(object, program, logged);
  }

  private static KernelRejection rejection(
      BpfObject object, ProgramDefinition program, ProgramLoad.Result logged) {
    return KernelRejection.of(
        program,
        new VerifierLog(logged.log()),
        Requirement.of(object, program),
        KernelVersion.of(System.getProperty("os.version")));
  }

  // the kernel checks debug information first, and then its log is of that alone
  private static boolean saysNothingOfInsns(String log) {
    return new VerifierLog(log).slot().isEmpty();
  }

  /// What was loaded.
  ProgramDefinition definition() {
    return definition;
  }

  FileDescriptor descriptor() {
    return descriptor;
  }

  /// The map with this index in the object, or null if the program does not use it.
  @Nullable KernelMap map(int index) {
    return maps.get(index);
  }

  /// The map with this name.
  ///
  /// @throws IllegalArgumentException if the program uses none of that name
  KernelMap map(String name) {
    return maps.values().stream()
        .filter(map -> map.definition().name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "program \"%s\" uses no map \"%s\"; it uses %s"
                    .formatted(
                        definition.name(),
                        name,
                        maps.values().stream()
                            .map(KernelMap::definition)
                            .map(MapDefinition::name)
                            .toList())));
  }

  /// See [PacketRuns#once].
  int run(XdpPacket packet) {
    return declaring(packet, () -> runs.once(packet));
  }

  /// See [PacketRuns#repeated].
  int repeat(XdpPacket packet, int times) {
    return declaring(packet, () -> runs.repeated(packet, times));
  }

  /// Does `run` while the program finds the receive metadata that `packet` declares.
  private int declaring(XdpPacket packet, IntSupplier run) {
    var declared = maps.get(object.maps().size());
    if (declared == null || packet.rxMetadata().equals(RxMetadata.NONE)) {
      return run.getAsInt();
    }
    synchronized (declared) {
      DeclaredMetadata.fill(declared, packet.rxMetadata());
      try {
        return run.getAsInt();
      } finally {
        DeclaredMetadata.fill(declared, RxMetadata.NONE);
      }
    }
  }

  /// What the kernel knows of the program now.
  ProgramInfo info() {
    return ProgramInfo.of(descriptor);
  }

  @Override
  public void close() {
    descriptor.close();
    close(maps, types);
  }
}
