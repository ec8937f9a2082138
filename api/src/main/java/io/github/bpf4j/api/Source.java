package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Where a map finds what it holds: in what it is bound to, else in the load that runs in this thread,
/// else in storage of its own. Its identity stands for the map in a [JvmLoad].
///
/// @param <T> what holds it
abstract class Source<T> {
  private final MapSpecification specification;
  private final @Nullable T bound;
  private @Nullable T own;

  Source(MapSpecification specification, @Nullable T bound) {
    this.specification = specification;
    this.bound = bound;
  }

  /// Empty storage on the plain JVM.
  abstract T newStorage();

  final T now() {
    if (bound != null) {
      return bound;
    }
    var load = JvmLoad.current();
    return load != null ? load.storage(this) : own();
  }

  /// What it is bound to, or null.
  final @Nullable T bound() {
    return bound;
  }

  final MapSpecification specification() {
    return specification;
  }

  private synchronized T own() {
    if (own == null) {
      own = newStorage();
    }
    return own;
  }
}
