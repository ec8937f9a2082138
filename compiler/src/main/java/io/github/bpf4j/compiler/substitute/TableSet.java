package io.github.bpf4j.compiler.substitute;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A set that does not change, and that nobody goes through.
public final class TableSet<E> extends AbstractSet<E> {
  private final E[] elements;
  private final boolean asksForNull;

  /// @param elements the elements
  /// @param asksForNull whether it may be asked for null
  public TableSet(E[] elements, boolean asksForNull) {
    this.elements = elements;
    this.asksForNull = asksForNull;
  }

  @Override
  public int size() {
    return elements.length;
  }

  @Override
  public boolean isEmpty() {
    return elements.length == 0;
  }

  @Override
  public boolean contains(@Nullable Object element) {
    if (!asksForNull) {
      Objects.requireNonNull(element);
    }
    for (E each : elements) {
      if (Objects.equals(each, element)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Iterator<E> iterator() {
    throw new UnsupportedOperationException();
  }
}
