package io.github.bpf4j.kernel;

import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.SharedMaps;
import io.github.bpf4j.host.Tunables;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.kernel.sys.Mapping;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.KernelVersion;
import io.github.bpf4j.object.LogGates;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.Requirement;
import java.util.ArrayList;
import java.util.TreeMap;

/// Runs programs in the Linux kernel.
public final class KernelRuntime implements BpfRuntime {
  @Override
  public String name() {
    return "kernel";
  }

  /// Loads a program. It runs for packets of [KernelProgram#run], or of an interface after
  /// [KernelProgram#attachXdp(String, XdpMode)].
  ///
  /// @throws KernelRejection if the kernel's verifier refuses it
  @Override
  public KernelProgram load(CompiledProgram compiled, LoadOptions options) {
    Failures.requireLinux();
    var program = Tunables.apply(compiled, options);
    var definition = LogGates.apply(program.program(), options.logLevel().ordinal());
    requireSoundCallbacks(definition);
    var object = withLogBuffer(program.object(), definition, options.logBufferBytes());
    var shared = SharedMaps.of(program, options, RawMap.class, "in the kernel");
    var maps = new TreeMap<Integer, KernelMap>();
    shared.forEach((index, map) -> maps.put(index, kernelMap(map)));
    var loaded = KernelObject.load(object, definition, maps);
    try {
      return new KernelProgram(program, loaded, shared);
    } catch (Throwable failed) {
      loaded.close();
      throw failed;
    }
  }

  private static KernelMap kernelMap(RawMap map) {
    return switch (map) {
      case KernelMap kernelMap -> kernelMap;
      case KernelRing ring -> ring.map();
      case KernelMapOfMaps maps -> maps.map();
      default ->
          throw new IllegalArgumentException(
              "map \"%s\" is not in the kernel: take one that program.map(…) gave"
                  .formatted(map.definition().name()));
    };
  }

  /// Loads a program, asks what it took the kernel to verify it, and unloads it.
  ///
  /// @throws KernelRejection if the kernel's verifier refuses it
  public Verification verify(CompiledProgram program, LoadOptions options) {
    Failures.requireLinux();
    var definition = LogGates.apply(program.program(), options.logLevel().ordinal());
    return KernelObject.verify(program.object(), definition);
  }

  /// Older kernels would load such a program, and run another one.
  private static void requireSoundCallbacks(ProgramDefinition program) {
    boolean callsBack =
        program.insns().stream()
            .anyMatch(insn ->
                insn instanceof Insn.LoadImm64(_, Pseudo pseudo, _, _) && pseudo == Pseudo.FUNC);
    var needed = Requirement.CALLBACK;
    var running = KernelVersion.of(System.getProperty("os.version"));
    if (callsBack && running.compareTo(needed.since()) < 0) {
      throw new BpfException(
          "program \"%s\" has %s, and this is Linux %s\n  fix: use a newer kernel: %s"
              .formatted(program.name(), needed.feature(), running, needed));
    }
  }

  private static BpfObject withLogBuffer(
      BpfObject object, ProgramDefinition program, int logBufferBytes) {
    if (program.logBuffer() < 0) {
      return object;
    }
    var maps = new ArrayList<>(object.maps());
    var buffer = maps.get(program.logBuffer());
    maps.set(
        program.logBuffer(), buffer.withMaxEntries(Math.max(logBufferBytes, Mapping.PAGE_SIZE)));
    return new BpfObject(object.name(), object.programs(), maps, object.license());
  }
}
