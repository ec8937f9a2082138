package io.github.bpf4j.api;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// An array of the plain JVM. Elements are made when they are first looked at.
final class JvmArray implements JvmEntries {
  private final @Nullable Object[] elements;
  private final Layout values;

  JvmArray(MapSpecification specification) {
    elements = new Object[specification.maxEntries()];
    values = Layout.of(specification.valueType());
  }

  @Override
  public synchronized @Nullable Object get(Object key) {
    int index = (Integer) key;
    if (index < 0 || index >= elements.length) {
      return null;
    }
    return element(index);
  }

  @Override
  public List<Object> getAll(Object key) {
    var element = get(key);
    return element == null ? List.of() : List.of(element);
  }

  @Override
  public synchronized boolean put(Object key, Object value, Mode mode) {
    int index = (Integer) key;
    if (index < 0 || index >= elements.length || mode == Mode.IF_ABSENT) {
      return false;
    }
    if (values.isStruct()) {
      // In place, as the kernel does: references that a program holds see the new value.
      values.assign(element(index), value);
    } else {
      elements[index] = values.type().cast(value);
    }
    return true;
  }

  @Override
  public boolean remove(Object key) {
    return false;
  }

  @Override
  public List<Object> keys() {
    return IntStream.range(0, elements.length).<Object>mapToObj(i -> i).toList();
  }

  private Object element(int index) {
    var element = elements[index];
    if (element == null) {
      element = values.zero();
      elements[index] = element;
    }
    return element;
  }
}
