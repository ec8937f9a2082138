package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Memory of single bytes at any address, and helpers that mix their arguments and note their calls.
final class TestMemory {
  private final Map<Long, Byte> bytes = new HashMap<>();
  private final List<String> calls = new ArrayList<>();

  /// Where the value of a map begins.
  static long mapValue(int map) {
    return 0x6000_0000L + map * 0x10000L;
  }

  long load(Size size, boolean signed, long address) {
    long value = 0;
    for (int i = size.bytes() - 1; i >= 0; i--) {
      value = value << 8 | (bytes.getOrDefault(address + i, (byte) 0) & 0xff);
    }
    int shift = 64 - size.bits();
    return signed ? value << shift >> shift : value;
  }

  void store(Size size, long address, long value) {
    for (int i = 0; i < size.bytes(); i++) {
      bytes.put(address + i, (byte) (value >> (8 * i)));
    }
  }

  /// Does an atomic operation and gives the old value.
  long atomic(AtomicOp op, Size size, long address, long expected, long operand) {
    long mask = size == Size.DW ? -1 : 0xffff_ffffL;
    long old = load(size, false, address);
    store(
        size,
        address,
        switch (op) {
          case ADD -> old + operand;
          case OR -> old | operand;
          case AND -> old & operand;
          case XOR -> old ^ operand;
          case XCHG -> operand;
          case CMPXCHG -> old == (expected & mask) ? operand : old;
          case LOAD_ACQ, STORE_REL -> throw new IllegalStateException("not expected: " + op);
        });
    return old;
  }

  /// Helper 100 + n takes n arguments.
  long call(int helper, List<Long> arguments) {
    long result = helper;
    for (long argument : arguments) {
      result = Long.rotateLeft(result * 0x9E3779B97F4A7C15L, 23) ^ argument;
    }
    calls.add(helper + arguments.toString());
    return result;
  }

  /// What a program left behind: calls, and memory in `[from, to)`.
  String trace(long from, long to) {
    var text = new StringBuilder(calls.toString());
    for (long address = from; address < to; address++) {
      text.append(' ').append(bytes.getOrDefault(address, (byte) 0));
    }
    return text.toString();
  }
}
