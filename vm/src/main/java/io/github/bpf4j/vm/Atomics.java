package io.github.bpf4j.vm;

import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.vm.memory.Memory;

/// Atomic operations, packed into the operand of [Op#ATOMIC]: register, operation, whether to fetch, and size.
final class Atomics {
  private static final AtomicOp[] OPS = AtomicOp.values();
  private static final int FETCH = 1 << 4;
  private static final int SIZE_SHIFT = 8;
  private static final int OP_SHIFT = 16;

  private Atomics() {}

  static int pack(Insn.Atomic insn) {
    return insn.src().number()
        | (insn.fetch() ? FETCH : 0)
        | insn.size().bytes() << SIZE_SHIFT
        | insn.op().ordinal() << OP_SHIFT;
  }

  static void run(Memory memory, long[] r, int packed, long address) {
    AtomicOp op = OPS[packed >> OP_SHIFT];
    int src = packed & 0xf;
    long old = memory.atomic(op, (packed >> SIZE_SHIFT) & 0xf, address, r[src], r[0]);
    if ((packed & FETCH) != 0) {
      r[op == AtomicOp.CMPXCHG ? 0 : src] = old;
    }
  }
}
