package io.github.bpf4j.object;

import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Pseudo;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Something that a program needs of the kernel.
///
/// @param feature in words or by the kernel's name: `bpf_loop`
/// @param since the first kernel that has it; a distribution may have brought it to an older one
public record Requirement(String feature, KernelVersion since) {
  /// A function that a helper calls back.
  public static final Requirement CALLBACK = row("a function that is called back", "6.7");

  /// What `program` needs: its instructions, the helpers that it calls and the maps of its object; the
  /// newest first.
  public static List<Requirement> of(BpfObject object, ProgramDefinition program) {
    var all = new LinkedHashSet<Requirement>();
    for (Insn insn : program.insns()) {
      of(insn).ifPresent(all::add);
      if (jumpsBack(insn)) {
        all.add(row("a loop", "5.3"));
      }
    }
    if (program.hasFrags()) {
      all.add(row("a packet in several buffers", "5.18"));
    }
    for (MapDefinition map : object.maps()) {
      all.add(of(map));
      if (map.inner() != null) {
        all.add(of(map.inner()));
      }
    }
    return all.stream().sorted(Comparator.comparing(Requirement::since).reversed()).toList();
  }

  private static Requirement of(MapDefinition map) {
    return new Requirement("map type " + map.type(), map.type().since());
  }

  /// What an instruction needs; nothing if all kernels with eBPF have it.
  private static Optional<Requirement> of(Insn insn) {
    return switch (insn) {
      case Insn.Call(int number) ->
          Helper.of(number).map(helper -> new Requirement(helper.kernelName(), helper.since()));
      case Insn.CallLocal _ -> Optional.of(row("a call between functions", "4.16"));
      case Insn.CallKfunc(int number, _) ->
          Kfunc.of(number).map(kfunc -> new Requirement(kfunc.kernelName(), kfunc.since()));
      case Insn.LoadImm64(_, Pseudo pseudo, _, _) when pseudo == Pseudo.FUNC ->
          // Since 5.13, but before 6.7 the verifier looked at it as if it were called once, and
          // removed
          // what only later calls reach.
          Optional.of(CALLBACK);
      case Insn.LoadImm64(_, Pseudo pseudo, _, _)
          when pseudo == Pseudo.MAP_VALUE || pseudo == Pseudo.MAP_IDX_VALUE ->
          Optional.of(row("the address of a map's value", "5.2"));
      case Insn.MayGoto _ -> Optional.of(row("may_goto", "6.9"));
      case Insn.Atomic atomic when atomic.op().anySize() ->
          Optional.of(row("load_acquire or store_release", "6.15"));
      default ->
          switch (insn.requires()) {
            case V1 -> Optional.empty();
            case V2 -> Optional.of(row("instruction set v2", "4.14"));
            case V3 ->
                Optional.of(
                    insn instanceof Insn.Atomic
                        ? row("an atomic operation other than a plain add", "5.12")
                        : row("instruction set v3", "5.1"));
            case V4 -> Optional.of(row("instruction set v4", "6.6"));
          };
    };
  }

  private static boolean jumpsBack(Insn insn) {
    return switch (insn) {
      case Insn.Jump(int offset) -> offset < 0;
      case Insn.JumpIf jump -> jump.offset() < 0;
      default -> false;
    };
  }

  private static Requirement row(String feature, String since) {
    return new Requirement(feature, KernelVersion.of(since));
  }

  /// `bpf_loop needs Linux 5.17`.
  @Override
  public String toString() {
    return "%s needs Linux %s".formatted(feature, since);
  }
}
