package io.github.bpf4j.api;

/// A question to the kernel's routing tables: where would this packet go? Made from a header:
/// ```java
/// var route = ctx.fibLookup(FibQuery.of(ip, ctx.ingressInterface()));
/// ```
///
/// @param family 2 for IPv4, 10 for IPv6
/// @param protocol the number of the protocol that the ports are of, 0 for none
/// @param sourcePort for rules that look at ports
/// @param destinationPort the same
/// @param length bytes in the packet from the IP header on, to be compared with what the way takes; 0 not to
///     compare
/// @param interfaceIndex the interface that the packet came in by
/// @param flow for IPv4 the type of service in bits 24 to 31; for IPv6 traffic class and flow label in bits 0
///     to 27
/// @param source an IPv4 address in the highest four bytes
/// @param destination the same
/// @param table the routing table, with [#DIRECT] and [#TABLE]
/// @param mark the mark for rules, with [#MARK]
/// @param flags a set of the constants here
public record FibQuery(
    int family,
    int protocol,
    int sourcePort,
    int destinationPort,
    int length,
    int interfaceIndex,
    int flow,
    Ipv6Address source,
    Ipv6Address destination,
    int table,
    int mark,
    int flags) {
  /// Look into one table, past all rules (`BPF_FIB_LOOKUP_DIRECT`).
  public static final int DIRECT = 1;

  /// Ask for a packet that this machine sends, by the interface (`BPF_FIB_LOOKUP_OUTPUT`).
  public static final int OUTPUT = 2;

  /// Do not ask for the next hop's hardware address (`BPF_FIB_LOOKUP_SKIP_NEIGH`, Linux 6.3).
  public static final int SKIP_NEIGHBOUR = 4;

  /// Look into [#table] (`BPF_FIB_LOOKUP_TBID`, Linux 6.5).
  public static final int TABLE = 8;

  /// Tell the source address of the way (`BPF_FIB_LOOKUP_SRC`, Linux 6.7).
  public static final int SOURCE = 16;

  /// Rules see [#mark] (`BPF_FIB_LOOKUP_MARK`, Linux 6.10).
  public static final int MARK = 32;

  private static final int INET = 2;
  private static final int INET6 = 10;

  /// Where the packet with this header would go that came in by an interface.
  public static FibQuery of(Ipv4Hdr ip, int interfaceIndex) {
    return new FibQuery(
        INET,
        0,
        0,
        0,
        ip.totalLength(),
        interfaceIndex,
        ip.dscp() << 26,
        FibParameters.wide(ip.source()),
        FibParameters.wide(ip.destination()),
        0,
        0,
        0);
  }

  /// Where the packet with this header would go that came in by an interface.
  public static FibQuery of(Ipv6Hdr ip, int interfaceIndex) {
    return new FibQuery(
        INET6,
        0,
        0,
        0,
        ip.payloadLength() + Ipv6Hdr.LEN,
        interfaceIndex,
        ip.trafficClass() << 20 | ip.flowLabel(),
        ip.source(),
        ip.destination(),
        0,
        0,
        0);
  }

  /// The same question with ports, for rules that look at them.
  ///
  /// @param protocolNumber 6 for TCP, 17 for UDP
  public FibQuery withPorts(int protocolNumber, int from, int to) {
    return new FibQuery(
        family,
        protocolNumber,
        from,
        to,
        length,
        interfaceIndex,
        flow,
        source,
        destination,
        table,
        mark,
        flags);
  }

  /// The same question with these flags too.
  public FibQuery with(int more) {
    return ruled(table, mark, more);
  }

  /// The same question of one routing table (Linux 6.5).
  public FibQuery inTable(int number) {
    return ruled(number, mark, DIRECT | TABLE);
  }

  /// The same question with a mark, for rules that look at it (Linux 6.10).
  public FibQuery withMark(int number) {
    return ruled(table, number, MARK);
  }

  /// The same question by this table and mark, with these flags too.
  private FibQuery ruled(int byTable, int byMark, int more) {
    return new FibQuery(
        family,
        protocol,
        sourcePort,
        destinationPort,
        length,
        interfaceIndex,
        flow,
        source,
        destination,
        byTable,
        byMark,
        flags | more);
  }

  FibParameters.Question parameters() {
    return new FibParameters.Question(
        (byte) family,
        (byte) protocol,
        (short) sourcePort,
        (short) destinationPort,
        (short) length,
        interfaceIndex,
        flow,
        source,
        destination,
        table,
        mark,
        0);
  }
}
