package io.github.bpf4j.examples;

import static io.github.bpf4j.api.XdpAction.PASS;

import io.github.bpf4j.api.BigEndian;
import io.github.bpf4j.api.BpfAtomicLong;
import io.github.bpf4j.api.BpfLruHashMap;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.IpProtocol;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.Ipv6Address;
import io.github.bpf4j.api.Ipv6Hdr;
import io.github.bpf4j.api.PacketBoundsException;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.api.VlanHdr;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import org.jspecify.annotations.Nullable;

/// Counts the packets and bytes of each flow: of the packets with the same addresses, ports and protocol.
///
/// - What may stand before the ports: two VLAN tags, options of IPv4, four extension headers of IPv6. How long they
///   are is in the packet, so each offset is known only then; `ctx.slice` checks it before it is read.
/// - A record is a key. It lies in the map as a C compiler lays it out, see `Layout`, and costs nothing before.
/// - The map has room for 65,536 flows. For new ones, it forgets those that were not seen for longest.
///
/// ```
/// sudo bpf4j run FlowCounter.java --iface eth0
/// ```
class FlowCounter {
  static final BpfLruHashMap<Flow, Counter> FLOWS =
      BpfLruHashMap.of(Flow.class, Counter.class, 65_536);

  private static final int MAX_TAGS = 2;
  private static final int MAX_EXTENSIONS = 4;

  /// An address of IPv4 is the first four bytes of one of IPv6, the others are 0.
  ///
  /// @param ports the source's in the upper half, the destination's in the lower; 0 but for TCP and UDP
  record Flow(
      Ipv6Address source,
      Ipv6Address destination,
      @BigEndian int ports,
      byte protocol,
      byte version) {}

  @Struct
  static final class Counter {
    final BpfAtomicLong packets = new BpfAtomicLong();
    final BpfAtomicLong bytes = new BpfAtomicLong();
  }

  @Xdp
  static XdpAction flowCounter(XdpContext ctx) {
    try {
      var flow = flow(ctx);
      if (flow != null) {
        count(flow, ctx.length());
      }
    } catch (PacketBoundsException e) {
      // Shorter than its headers say: of no flow.
    }
    return PASS;
  }

  private static void count(Flow flow, int length) {
    var counter = FLOWS.get(flow);
    if (counter != null) {
      counter.packets.increment();
      counter.bytes.add(length);
    } else {
      var first = new Counter();
      first.packets.set(1);
      first.bytes.set(length);
      FLOWS.put(flow, first);
    }
  }

  private static @Nullable Flow flow(XdpContext ctx) {
    var type = EthHdr.at(ctx, 0).etherType();
    int offset = EthHdr.LEN;
    for (int i = 0; i < MAX_TAGS && (type == EtherType.VLAN || type == EtherType.QINQ); i++) {
      type = VlanHdr.at(ctx, offset).etherType();
      offset += VlanHdr.LEN;
    }
    return switch (type) {
      case IPV4 -> ipv4(ctx, Ipv4Hdr.at(ctx, offset));
      case IPV6 -> ipv6(ctx, Ipv6Hdr.at(ctx, offset));
      default -> null;
    };
  }

  private static @Nullable Flow ipv4(XdpContext ctx, Ipv4Hdr ip) {
    if (ip.headerLength() < Ipv4Hdr.LEN || ip.fragmentOffset() != 0) {
      return null;
    }
    byte protocol = (byte) ip.protocolNumber();
    int ports = ports(ctx, ip.protocol(), ip.payloadOffset());
    return new Flow(widened(ip.source()), widened(ip.destination()), ports, protocol, (byte) 4);
  }

  private static Ipv6Address widened(Ipv4Address address) {
    return new Ipv6Address((long) address.bits() << 32, 0);
  }

  private static @Nullable Flow ipv6(XdpContext ctx, Ipv6Hdr ip) {
    int next = ip.nextHeaderNumber();
    int offset = ip.payloadOffset();
    extensions:
    for (int i = 0; i < MAX_EXTENSIONS; i++) {
      switch (IpProtocol.of(next)) {
        case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS, AH -> {
          var header = ctx.slice(offset, 2);
          boolean isAh = next == IpProtocol.AH.number();
          offset += isAh ? 4 * (header.u8(1) + 2) : 8 * (header.u8(1) + 1);
          next = header.u8(0);
        }
        case FRAGMENT -> {
          var header = ctx.slice(offset, 8);
          if ((header.u16(2) & 0xfff8) != 0) {
            return null;
          }
          next = header.u8(0);
          offset += 8;
        }
        default -> {
          break extensions;
        }
      }
    }
    int ports = ports(ctx, IpProtocol.of(next), offset);
    return new Flow(ip.source(), ip.destination(), ports, (byte) next, (byte) 6);
  }

  private static int ports(XdpContext ctx, IpProtocol protocol, int offset) {
    return switch (protocol) {
      case TCP, UDP -> ctx.slice(offset, 4).i32(0);
      default -> 0;
    };
  }
}
