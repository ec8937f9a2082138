package io.github.bpf4j.api;

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
        BpfTailCalls {
  private final MapSpecification specification;

  BpfMap(MapSpecification specification) {
    this.specification = specification;
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
