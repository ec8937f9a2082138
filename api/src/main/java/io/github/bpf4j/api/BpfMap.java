package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// State that a program shares with user space. Defined as a `static final` field of the program's
/// class; inside the program its methods become helper calls; outside, a loaded program gives the
/// same typed map bound to that load; on the plain JVM it holds its entries itself.
public abstract sealed class BpfMap
    permits BpfKeyedMap,
        BpfArray,
        BpfPerCpuArray,
        BpfLpmTrie,
        BpfRingBuf,
        BpfSequence,
        BpfBloomFilter,
        BpfRedirectMap,
        BpfTailCalls,
        BpfMapOfMaps {
  private final MapSpecification specification;

  BpfMap(MapSpecification specification) {
    this.specification = specification;
  }

  abstract Source<?> source();

  /// What holds the map's contents, where the map is bound to that; null for a definition. For runtimes.
  public final @Nullable Object storage() {
    return source().bound();
  }

  /// What the map is made from.
  public final MapSpecification specification() {
    return specification;
  }

  /// `HASH map of Ipv4Address to Counter, 10000 entries`.
  @Override
  public final String toString() {
    return specification.toString();
  }
}
