package io.github.bpf4j.api;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A queue or stack of the plain JVM; the value that was added first is at the head.
final class JvmQueue implements MapValues {
  private final ArrayDeque<Object> values = new ArrayDeque<>();
  private final Class<?> type;
  private final int capacity;
  private final boolean lastFirst;

  JvmQueue(MapSpecification specification) {
    type = specification.valueType();
    capacity = specification.maxEntries();
    lastFirst = specification.kind() == MapSpecification.Kind.STACK;
  }

  @Override
  public synchronized boolean push(Object value, boolean evict) {
    if (values.size() == capacity) {
      if (!evict) {
        return false;
      }
      values.removeFirst();
    }
    values.addLast(type.cast(value));
    return true;
  }

  @Override
  public synchronized @Nullable Object pop() {
    return lastFirst ? values.pollLast() : values.pollFirst();
  }

  @Override
  public synchronized @Nullable Object peek() {
    return lastFirst ? values.peekLast() : values.peekFirst();
  }

  @Override
  public boolean mayContain(Object value) {
    throw new UnsupportedOperationException("this is no Bloom filter");
  }
}
