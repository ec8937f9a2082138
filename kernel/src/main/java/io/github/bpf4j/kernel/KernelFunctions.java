package io.github.bpf4j.kernel;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Insns;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.object.Kfunc;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.btf.BtfFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Functions of the running kernel that programs call (kfuncs).
final class KernelFunctions {
  private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");

  private KernelFunctions() {}

  /// The functions that `program` calls.
  static Set<Kfunc> calledBy(ProgramDefinition program) {
    var called = EnumSet.noneOf(Kfunc.class);
    for (var insn : program.insns()) {
      if (insn instanceof Insn.CallKfunc(int number, _)) {
        called.add(Kfunc.of(number).orElseThrow());
      }
    }
    return called;
  }

  /// The instructions of `program` with the kernel's own numbers of functions. What calls one that this kernel does
  /// not have gives `-EOPNOTSUPP` instead.
  static List<Insn> resolve(ProgramDefinition program) {
    return with(program, ids(calledBy(program)));
  }

  /// The instructions of `program` where all functions give `-EOPNOTSUPP`.
  static List<Insn> without(ProgramDefinition program) {
    return with(program, Map.of());
  }

  private static List<Insn> with(ProgramDefinition program, Map<String, Integer> ids) {
    return program.insns().stream()
        .map(insn -> insn instanceof Insn.CallKfunc(int number, _) ? call(number, ids) : insn)
        .toList();
  }

  private static Insn call(int number, Map<String, Integer> ids) {
    var id = ids.get(Kfunc.of(number).orElseThrow().kernelName());
    return id == null
        ? Insns.mov64(Register.R0, -Kfunc.NOT_SUPPORTED)
        : new Insn.CallKfunc(id, (short) 0);
  }

  private static Map<String, Integer> ids(Set<Kfunc> kfuncs) {
    if (!Files.exists(BTF)) {
      // built without CONFIG_DEBUG_INFO_BTF: then it has no such functions
      return Map.of();
    }
    try {
      return BtfFunctions.find(
          Files.readAllBytes(BTF),
          kfuncs.stream().map(Kfunc::kernelName).collect(Collectors.toSet()));
    } catch (IOException e) {
      throw new BpfException("cannot read %s: %s".formatted(BTF, e.getMessage()));
    }
  }
}
