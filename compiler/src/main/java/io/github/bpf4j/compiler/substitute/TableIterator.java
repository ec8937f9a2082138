package io.github.bpf4j.compiler.substitute;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// Goes through an array.
final class TableIterator<E> implements Iterator<E> {
  private final E[] elements;
  private int next;

  TableIterator(E[] elements) {
    this.elements = elements;
  }

  @Override
  public boolean hasNext() {
    return next < elements.length;
  }

  @Override
  public E next() {
    if (next >= elements.length) {
      throw new NoSuchElementException();
    }
    return elements[next++];
  }
}
