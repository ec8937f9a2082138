package io.github.bpf4j.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Routes, interfaces and neighbours that a test gives: what [XdpContext#fibLookup] asks on the plain JVM and
/// in the VM, see [XdpPacket#routes]. In the kernel a program asks the machine's own.
/// ```java
/// var routes = new RoutingTable()
///     .device(1, MacAddress.parse("02:00:00:00:00:01"), 1500)
///     .device(2, MacAddress.parse("02:00:00:00:00:02"), 1500)
///     .route(Ipv4Prefix.parse("0.0.0.0/0"), 2, Ipv4Address.parse("192.0.2.1"))
///     .neighbour(2, Ipv4Address.parse("192.0.2.1"), MacAddress.parse("02:00:00:00:00:99"));
/// ```
/// Interfaces forward packets. There is one table, without rules: ports, marks and the number of a table play no
/// part, nor do [FibQuery#OUTPUT] and [FibQuery#SOURCE]. Not thread-safe.
public final class RoutingTable {
  // include/uapi/asm-generic/errno-base.h, errno.h
  private static final int ENODEV = 19;
  private static final int EINVAL = 22;
  private static final int EAFNOSUPPORT = 97;

  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int KNOWN_FLAGS = 63;

  private static final Layout QUESTION = Layout.of(FibParameters.Question.class);
  private static final Layout ANSWER = Layout.of(FibParameters.Answer.class);

  private record Device(MacAddress address, int mtu) {}

  private record Neighbour(int interfaceIndex, int family, Ipv6Address address) {}

  private record Route(
      int family,
      Ipv6Prefix prefix,
      FibStatus status,
      int interfaceIndex,
      @Nullable Ipv6Address nextHop) {}

  private final Map<Integer, Device> devices = new HashMap<>();
  private final Map<Neighbour, MacAddress> neighbours = new HashMap<>();
  private final List<Route> routes = new ArrayList<>();

  /// An empty table, of a machine without interfaces.
  public RoutingTable() {}

  /// Adds an interface.
  ///
  /// @param mtu the largest packet that it sends, from the IP header on, in bytes
  public RoutingTable device(int interfaceIndex, MacAddress address, int mtu) {
    devices.put(interfaceIndex, new Device(address, mtu));
    return this;
  }

  /// Adds a route to machines that an interface reaches.
  public RoutingTable route(Ipv4Prefix prefix, int interfaceIndex) {
    return add(INET, wide(prefix), FibStatus.SUCCESS, interfaceIndex, null);
  }

  /// Adds a route by way of another router.
  public RoutingTable route(Ipv4Prefix prefix, int interfaceIndex, Ipv4Address nextHop) {
    return add(INET, wide(prefix), FibStatus.SUCCESS, interfaceIndex, FibParameters.wide(nextHop));
  }

  /// Adds a route to machines that an interface reaches.
  public RoutingTable route(Ipv6Prefix prefix, int interfaceIndex) {
    return add(INET6, prefix, FibStatus.SUCCESS, interfaceIndex, null);
  }

  /// Adds a route by way of another router.
  public RoutingTable route(Ipv6Prefix prefix, int interfaceIndex, Ipv6Address nextHop) {
    return add(INET6, prefix, FibStatus.SUCCESS, interfaceIndex, nextHop);
  }

  /// Adds a route that goes nowhere.
  ///
  /// @param status black hole, unreachable, prohibit, or not forwarded for this machine's own addresses
  public RoutingTable route(Ipv4Prefix prefix, FibStatus status) {
    return add(INET, wide(prefix), status, 0, null);
  }

  /// Adds a route that goes nowhere.
  ///
  /// @param status black hole, unreachable, prohibit, or not forwarded for this machine's own addresses
  public RoutingTable route(Ipv6Prefix prefix, FibStatus status) {
    return add(INET6, prefix, status, 0, null);
  }

  /// Adds the hardware address of a machine that an interface reaches.
  public RoutingTable neighbour(int interfaceIndex, Ipv4Address address, MacAddress mac) {
    neighbours.put(new Neighbour(interfaceIndex, INET, FibParameters.wide(address)), mac);
    return this;
  }

  /// Adds the hardware address of a machine that an interface reaches.
  public RoutingTable neighbour(int interfaceIndex, Ipv6Address address, MacAddress mac) {
    neighbours.put(new Neighbour(interfaceIndex, INET6, address), mac);
    return this;
  }

  private RoutingTable add(
      int family,
      Ipv6Prefix prefix,
      FibStatus status,
      int interfaceIndex,
      @Nullable Ipv6Address nextHop) {
    routes.add(new Route(family, prefix, status, interfaceIndex, nextHop));
    return this;
  }

  /// Answers `bpf_fib_lookup`: for runtimes.
  ///
  /// @param bytes where a `struct bpf_fib_lookup` stands, at `offset`: the question, and afterwards the answer
  /// @param flags `BPF_FIB_LOOKUP_…`
  /// @return 0, the number of a [FibStatus], or a negative error number
  public int lookUp(byte[] bytes, int offset, int flags) {
    if ((flags & ~KNOWN_FLAGS) != 0) {
      return -EINVAL;
    }
    var question = (FibParameters.Question) QUESTION.decode(bytes, offset);
    if (question.family() != INET && question.family() != INET6) {
      return -EAFNOSUPPORT;
    }
    if (!devices.containsKey(question.interfaceIndex())) {
      return -ENODEV;
    }
    var route =
        routes.stream()
            .filter(r -> r.family == question.family())
            .filter(r -> r.prefix.contains(question.destination()))
            .max(Comparator.comparingInt(r -> r.prefix.length()));
    if (route.isEmpty()) {
      return FibStatus.NOT_FORWARDED.ordinal();
    }
    if (route.get().status != FibStatus.SUCCESS) {
      return route.get().status.ordinal();
    }
    var answer = (FibParameters.Answer) ANSWER.decode(bytes, offset);
    var result = answer(route.get(), question, answer, (flags & FibQuery.SKIP_NEIGHBOUR) != 0);
    ANSWER.encode(result.answer(), bytes, offset);
    return result.code();
  }

  private FibParameters.Outcome answer(
      Route route,
      FibParameters.Question question,
      FibParameters.Answer before,
      boolean skipsNeighbour) {
    var device = devices.get(route.interfaceIndex);
    if (device == null) {
      throw new IllegalStateException(
          "a route leads out of interface %d, which the table does not have"
              .formatted(route.interfaceIndex));
    }
    if ((question.length() & 0xffff) > device.mtu) {
      return new FibParameters.Outcome(
          FibStatus.TOO_LARGE.ordinal(),
          new FibParameters.Answer(
              before.family(),
              before.protocol(),
              before.sourcePort(),
              before.destinationPort(),
              (short) device.mtu,
              before.interfaceIndex(),
              before.metric(),
              before.source(),
              before.nextHop(),
              before.vlanType(),
              before.vlanTag(),
              before.sourceMac(),
              before.destinationMac()));
    }
    var nextHop = route.nextHop == null ? question.destination() : route.nextHop;
    var mac = neighbours.get(new Neighbour(route.interfaceIndex, question.family(), nextHop));
    boolean found = mac != null && !skipsNeighbour;
    boolean good = found || skipsNeighbour;
    var answer =
        new FibParameters.Answer(
            before.family(),
            before.protocol(),
            before.sourcePort(),
            before.destinationPort(),
            good ? (short) device.mtu : before.mtu(),
            route.interfaceIndex,
            0,
            before.source(),
            nextHop,
            good ? 0 : before.vlanType(),
            good ? 0 : before.vlanTag(),
            found ? device.address : before.sourceMac(),
            found && mac != null ? mac : before.destinationMac());
    return new FibParameters.Outcome(
        (good ? FibStatus.SUCCESS : FibStatus.NO_NEIGHBOUR).ordinal(), answer);
  }

  private static Ipv6Prefix wide(Ipv4Prefix prefix) {
    return new Ipv6Prefix(FibParameters.wide(prefix.address()), prefix.length());
  }
}
