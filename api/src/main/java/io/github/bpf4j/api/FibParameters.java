package io.github.bpf4j.api;

/// `struct bpf_fib_lookup` (`include/uapi/linux/bpf.h`) as it is asked and as it answers: 64 bytes.
final class FibParameters {
  private FibParameters() {}

  static Ipv6Address wide(Ipv4Address address) {
    return new Ipv6Address((long) address.bits() << 32, 0);
  }

  /// What is asked.
  ///
  /// @param flow for IPv4 the type of service in the highest byte, for IPv6 traffic class and flow label
  /// @param source an IPv4 address in the highest four bytes
  /// @param destination the same
  record Question(
      byte family,
      byte protocol,
      @BigEndian short sourcePort,
      @BigEndian short destinationPort,
      short length,
      int interfaceIndex,
      @BigEndian int flow,
      Ipv6Address source,
      Ipv6Address destination,
      int table,
      int mark,
      long none) {}

  /// What is answered.
  record Answer(
      byte family,
      byte protocol,
      @BigEndian short sourcePort,
      @BigEndian short destinationPort,
      short mtu,
      int interfaceIndex,
      int metric,
      Ipv6Address source,
      Ipv6Address nextHop,
      @BigEndian short vlanType,
      @BigEndian short vlanTag,
      MacAddress sourceMac,
      MacAddress destinationMac) {}

  /// What the helper gives.
  ///
  /// @param code its result: 0, a reason above 0, or a negative error number
  record Outcome(int code, Answer answer) {}
}
