package io.github.bpf4j.compiler.substitute;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A list that does not change.
public final class TableList<E> extends AbstractList<E> implements RandomAccess {
  private final E[] elements;
  private final boolean asksForNull;

  /// @param elements the elements
  /// @param asksForNull whether it may be asked for null
  public TableList(E[] elements, boolean asksForNull) {
    this.elements = elements;
    this.asksForNull = asksForNull;
  }

  @Override
  public E get(int index) {
    return elements[Objects.checkIndex(index, elements.length)];
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
  public E getFirst() {
    if (elements.length == 0) {
      throw new NoSuchElementException();
    }
    return elements[0];
  }

  @Override
  public E getLast() {
    if (elements.length == 0) {
      throw new NoSuchElementException();
    }
    return elements[elements.length - 1];
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return indexOf(element) >= 0;
  }

  @Override
  public int indexOf(@Nullable Object element) {
    if (!asksForNull) {
      Objects.requireNonNull(element);
    }
    for (int i = 0; i < elements.length; i++) {
      if (Objects.equals(elements[i], element)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int lastIndexOf(@Nullable Object element) {
    if (!asksForNull) {
      Objects.requireNonNull(element);
    }
    for (int i = elements.length - 1; i >= 0; i--) {
      if (Objects.equals(elements[i], element)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void forEach(Consumer<? super E> action) {
    for (E element : elements) {
      action.accept(element);
    }
  }

  @Override
  public Iterator<E> iterator() {
    return new TableIterator<>(elements);
  }
}
