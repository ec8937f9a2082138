package io.github.bpf4j.vm;

import io.github.bpf4j.vm.memory.Memory;
import io.github.bpf4j.vm.memory.MemoryFault;

/// Runs translated instructions one after the other: the plain reference for what an instruction does.
///
/// One `switch` in one loop, below the 8,000 bytecodes above which HotSpot would not compile it.
final class Interpreter {
  private static final long LOW = 0xffff_ffffL;

  private Interpreter() {}

  /// Runs a program from its first instruction until it exits, and gives what is then in `r0`.
  ///
  /// @throws VmException if the program does what it may not do
  static long run(Code code, Machine machine, long r1, long r2) {
    machine.begin(r1, r2);
    return run(code, machine, 0);
  }

  /// Runs a function, whose arguments and frame are there, until it exits, and gives what is then in
  /// `r0`.
  ///
  /// @param start the slot of its first instruction
  static long run(Code code, Machine machine, int start) {
    final int[] words = code.words();
    final int[] operands = code.operands();
    final long[] r = machine.registers();
    final Memory memory = machine.memory();
    final int budget = machine.budget();
    final int depth = machine.depth();
    int left = budget;
    int pc = start;
    try {
      while (left-- > 0) {
        final int word = words[pc];
        final int d = (word >>> 8) & 0xf;
        final int s = operands[pc];
        pc++;
        switch (word & 0xff) {
          case Op.ADD -> r[d] += r[s];
          case Op.SUB -> r[d] -= r[s];
          case Op.MUL -> r[d] *= r[s];
          case Op.DIV -> r[d] = r[s] == 0 ? 0 : Long.divideUnsigned(r[d], r[s]);
          case Op.SDIV -> r[d] = r[s] == 0 ? 0 : r[d] / r[s];
          case Op.MOD -> r[d] = r[s] == 0 ? r[d] : Long.remainderUnsigned(r[d], r[s]);
          case Op.SMOD -> r[d] = r[s] == 0 ? r[d] : r[d] % r[s];
          case Op.OR -> r[d] |= r[s];
          case Op.AND -> r[d] &= r[s];
          case Op.LSH -> r[d] <<= r[s];
          case Op.RSH -> r[d] >>>= r[s];
          case Op.ARSH -> r[d] >>= r[s];
          case Op.XOR -> r[d] ^= r[s];
          case Op.MOV -> r[d] = r[s];
          case Op.NEG -> r[d] = -r[d];
          case Op.MOVSX8 -> r[d] = (byte) r[s];
          case Op.MOVSX16 -> r[d] = (short) r[s];
          case Op.MOVSX32 -> r[d] = (int) r[s];

          case Op.ADD32 -> r[d] = (r[d] + r[s]) & LOW;
          case Op.SUB32 -> r[d] = (r[d] - r[s]) & LOW;
          case Op.MUL32 -> r[d] = (r[d] * r[s]) & LOW;
          case Op.DIV32 -> r[d] = (int) r[s] == 0 ? 0 : (r[d] & LOW) / (r[s] & LOW);
          case Op.SDIV32 -> r[d] = (int) r[s] == 0 ? 0 : ((int) r[d] / (int) r[s]) & LOW;
          case Op.MOD32 -> r[d] = (int) r[s] == 0 ? r[d] & LOW : (r[d] & LOW) % (r[s] & LOW);
          case Op.SMOD32 -> r[d] = (int) r[s] == 0 ? r[d] & LOW : ((int) r[d] % (int) r[s]) & LOW;
          case Op.OR32 -> r[d] = (r[d] | r[s]) & LOW;
          case Op.AND32 -> r[d] = (r[d] & r[s]) & LOW;
          case Op.LSH32 -> r[d] = ((int) r[d] << (int) r[s]) & LOW;
          case Op.RSH32 -> r[d] = ((int) r[d] >>> (int) r[s]) & LOW;
          case Op.ARSH32 -> r[d] = ((int) r[d] >> (int) r[s]) & LOW;
          case Op.XOR32 -> r[d] = (r[d] ^ r[s]) & LOW;
          case Op.MOV32 -> r[d] = r[s] & LOW;
          case Op.NEG32 -> r[d] = -r[d] & LOW;
          case Op.MOVSX8_32 -> r[d] = (byte) r[s] & LOW;
          case Op.MOVSX16_32 -> r[d] = (short) r[s] & LOW;

          case Op.ZEXT16 -> r[d] &= 0xffffL;
          case Op.ZEXT32 -> r[d] &= LOW;
          case Op.SWAP16 -> r[d] = Short.reverseBytes((short) r[d]) & 0xffffL;
          case Op.SWAP32 -> r[d] = Integer.reverseBytes((int) r[d]) & LOW;
          case Op.SWAP64 -> r[d] = Long.reverseBytes(r[d]);
          case Op.NOP -> {}

          case Op.LOAD_IMM -> {
            r[d] = r[s];
            pc++;
          }
          case Op.LOAD_B -> r[d] = memory.loadByte(r[s] + (word >> 16));
          case Op.LOAD_H -> r[d] = memory.loadHalfWord(r[s] + (word >> 16));
          case Op.LOAD_W -> r[d] = memory.loadWord(r[s] + (word >> 16));
          case Op.LOAD_DW -> r[d] = memory.loadDoubleWord(r[s] + (word >> 16));
          case Op.LOAD_SB -> r[d] = memory.loadSigned(r[s] + (word >> 16), 1);
          case Op.LOAD_SH -> r[d] = memory.loadSigned(r[s] + (word >> 16), 2);
          case Op.LOAD_SW -> r[d] = memory.loadSigned(r[s] + (word >> 16), 4);
          case Op.STORE_B -> memory.storeByte(r[d] + (word >> 16), r[s]);
          case Op.STORE_H -> memory.storeHalfWord(r[d] + (word >> 16), r[s]);
          case Op.STORE_W -> memory.storeWord(r[d] + (word >> 16), r[s]);
          case Op.STORE_DW -> memory.storeDoubleWord(r[d] + (word >> 16), r[s]);
          case Op.ATOMIC -> Atomics.run(memory, r, s, r[d] + (word >> 16));

          case Op.JUMP -> pc = s;
          case Op.MAY_GOTO -> {
            if (machine.loopsAreOver()) {
              pc += word >> 16;
            }
          }
          case Op.CALL -> machine.call(s);
          case Op.CALL_KFUNC -> machine.callKfunc(s);
          case Op.TAIL_CALL -> {
            if (machine.tailCall()) {
              machine.end(budget - left);
              return 0;
            }
          }
          case Op.CALL_LOCAL -> {
            machine.enter(pc);
            pc = s;
          }
          case Op.EXIT -> {
            if (machine.depth() == depth) {
              machine.end(budget - left);
              return r[0];
            }
            pc = machine.leave();
          }
          case Op.END_OF_CODE ->
              throw new MemoryFault(
                  "runs past its last instruction", "end every path with an exit");

          case Op.JEQ -> pc += r[d] == r[s] ? word >> 16 : 0;
          case Op.JNE -> pc += r[d] != r[s] ? word >> 16 : 0;
          case Op.JGT -> pc += Long.compareUnsigned(r[d], r[s]) > 0 ? word >> 16 : 0;
          case Op.JGE -> pc += Long.compareUnsigned(r[d], r[s]) >= 0 ? word >> 16 : 0;
          case Op.JLT -> pc += Long.compareUnsigned(r[d], r[s]) < 0 ? word >> 16 : 0;
          case Op.JLE -> pc += Long.compareUnsigned(r[d], r[s]) <= 0 ? word >> 16 : 0;
          case Op.JSGT -> pc += r[d] > r[s] ? word >> 16 : 0;
          case Op.JSGE -> pc += r[d] >= r[s] ? word >> 16 : 0;
          case Op.JSLT -> pc += r[d] < r[s] ? word >> 16 : 0;
          case Op.JSLE -> pc += r[d] <= r[s] ? word >> 16 : 0;
          case Op.JSET -> pc += (r[d] & r[s]) != 0 ? word >> 16 : 0;

          case Op.JEQ32 -> pc += (int) r[d] == (int) r[s] ? word >> 16 : 0;
          case Op.JNE32 -> pc += (int) r[d] != (int) r[s] ? word >> 16 : 0;
          case Op.JGT32 -> pc += (r[d] & LOW) > (r[s] & LOW) ? word >> 16 : 0;
          case Op.JGE32 -> pc += (r[d] & LOW) >= (r[s] & LOW) ? word >> 16 : 0;
          case Op.JLT32 -> pc += (r[d] & LOW) < (r[s] & LOW) ? word >> 16 : 0;
          case Op.JLE32 -> pc += (r[d] & LOW) <= (r[s] & LOW) ? word >> 16 : 0;
          case Op.JSGT32 -> pc += (int) r[d] > (int) r[s] ? word >> 16 : 0;
          case Op.JSGE32 -> pc += (int) r[d] >= (int) r[s] ? word >> 16 : 0;
          case Op.JSLT32 -> pc += (int) r[d] < (int) r[s] ? word >> 16 : 0;
          case Op.JSLE32 -> pc += (int) r[d] <= (int) r[s] ? word >> 16 : 0;
          case Op.JSET32 -> pc += (int) (r[d] & r[s]) != 0 ? word >> 16 : 0;

          default -> throw new IllegalStateException("no operation " + (word & 0xff));
        }
      }
    } catch (MemoryFault fault) {
      machine.abandon();
      throw code.failure(pc - 1, fault);
    }
    machine.abandon();
    throw code.failure(
        pc,
        new MemoryFault(
            "does not end: it used up its %,d instructions".formatted(machine.wholeBudget()),
            "bound the loop, or give the VM a larger instruction budget"));
  }
}
