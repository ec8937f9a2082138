package io.github.bpf4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.isa.Encoder;
import io.github.bpf4j.kernel.bpf.Command;
import io.github.bpf4j.kernel.bpf.LinkCommands;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.SystemException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Puts VLAN tags beside the packets that leave by an interface, as a VLAN device on it would: a program at the traffic
/// control hook (Linux 6.6).
final class VlanTagger implements AutoCloseable {
  // union bpf_attr, BPF_PROG_LOAD
  private static final int PROG_TYPE = 0;
  private static final int INSN_CNT = 4;
  private static final int INSNS = 8;
  private static final int LICENSE = 16;
  private static final int SIZE = 72;

  private static final int SCHED_CLS = 3;
  private static final int TCX_EGRESS = 47;

  private final FileDescriptor link;

  /// @param interfaceIndex in the calling thread's network namespace
  VlanTagger(int interfaceIndex, int vlan) {
    // bpf_skb_vlan_push(ctx, htons(0x8100), vlan)
    var insns =
        Encoder.encode(
            Assembler.assemble("r2 = 0x81\nr3 = %d\ncall 18\nr0 = -1\nexit".formatted(vlan)));
    try (var arena = Arena.ofConfined()) {
      var code = arena.allocate(insns.length, Long.BYTES);
      MemorySegment.copy(insns, 0, code, JAVA_BYTE, 0, insns.length);
      var attributes = arena.allocate(SIZE, Long.BYTES);
      attributes.set(JAVA_INT, PROG_TYPE, SCHED_CLS);
      attributes.set(JAVA_INT, INSN_CNT, insns.length / Long.BYTES);
      attributes.set(JAVA_LONG, INSNS, code.address());
      attributes.set(JAVA_LONG, LICENSE, arena.allocateFrom("GPL").address());
      try (var program = SystemException.open("tc program", Command.PROG_LOAD.call(attributes))) {
        link =
            SystemException.open(
                "tcx link", LinkCommands.create(program, interfaceIndex, TCX_EGRESS, 0));
      }
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
