package io.github.bpf4j.vm.map;

import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.util.Arrays;

/// A queue or a stack: a ring of values, from the one that was added first on.
final class SequenceMap extends ValueMap {
  private final byte[] values;
  private final int valueSize;
  private final int capacity;
  private final boolean lastFirst;
  private int first;
  private int count;

  SequenceMap(MapDefinition definition) {
    super(definition);
    valueSize = definition.valueSize();
    capacity = definition.maxEntries();
    lastFirst = definition.type() == MapType.STACK;
    values = new byte[Math.multiplyExact(valueSize, capacity)];
  }

  @Override
  public synchronized int push(byte[] from, int at, long flags) {
    if (flags != Mode.ANY.ordinal() && flags != Mode.IF_PRESENT.ordinal()) {
      return -Errno.EINVAL;
    }
    if (count == capacity) {
      if (flags == Mode.ANY.ordinal()) {
        return -Errno.E2BIG;
      }
      first = (first + 1) % capacity;
      count--;
    }
    System.arraycopy(from, at, values, place(count), valueSize);
    count++;
    return 0;
  }

  @Override
  public synchronized int pop(byte[] into, int at) {
    int result = peek(into, at);
    if (result == 0) {
      count--;
      first = lastFirst ? first : (first + 1) % capacity;
    }
    return result;
  }

  @Override
  public synchronized int peek(byte[] into, int at) {
    if (count == 0) {
      Arrays.fill(into, at, at + valueSize, (byte) 0);
      return -Errno.ENOENT;
    }
    System.arraycopy(values, place(lastFirst ? count - 1 : 0), into, at, valueSize);
    return 0;
  }

  @Override
  public boolean asks() {
    return false;
  }

  private int place(int index) {
    return (first + index) % capacity * valueSize;
  }
}
