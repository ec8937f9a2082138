package io.github.bpf4j.api;

/// An answer of the kernel's routing tables: see [XdpContext#fibLookup].
///
/// @param status what became of the question; only with [FibStatus#SUCCESS] is all the rest known
/// @param interfaceIndex the interface to send the packet out of; known with [FibStatus#NO_NEIGHBOUR] too
/// @param sourceMac the hardware address of that interface
/// @param destinationMac the hardware address of the next hop
/// @param nextHop the next hop, the packet's destination itself if it is near; an IPv4 address in the highest
///     four bytes
/// @param isIpv6 whether the next hop is an IPv6 address
/// @param mtu the largest packet that the way takes, 0 if that was not asked for; known with
///     [FibStatus#TOO_LARGE] too
/// @param metric the route's
public record FibResult(
    FibStatus status,
    int interfaceIndex,
    MacAddress sourceMac,
    MacAddress destinationMac,
    Ipv6Address nextHop,
    boolean isIpv6,
    int mtu,
    int metric) {
  static FibResult of(FibParameters.Outcome outcome) {
    var answer = outcome.answer();
    return new FibResult(
        FibStatus.of(outcome.code()),
        answer.interfaceIndex(),
        answer.sourceMac(),
        answer.destinationMac(),
        answer.nextHop(),
        answer.family() == 10,
        answer.mtu() & 0xffff,
        answer.metric());
  }

  /// [#nextHop] as an IPv4 address.
  public Ipv4Address nextHopIpv4() {
    return new Ipv4Address((int) (nextHop.high() >>> 32));
  }
}
