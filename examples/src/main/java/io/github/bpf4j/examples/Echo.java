package io.github.bpf4j.examples;

import static io.github.bpf4j.api.XdpAction.PASS;
import static io.github.bpf4j.api.XdpAction.TX;

import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.IcmpHdr;
import io.github.bpf4j.api.InternetChecksum;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.PacketBoundsException;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;

/// Sends IPv4 packets back to where they came from, before the kernel's network stack sees them: an
/// answer to every ping, and to every UDP and TCP packet itself.
///
/// - Setting a field of a header writes the packet. `TX` sends it out by the interface that it came in
///   by.
/// - A checksum covers 16-bit words by addition, so that after a change it is corrected by the difference
///   (RFC 1624), without reading the rest of the packet. Swapping two words changes no sum: the
///   checksums of IP, UDP and TCP stay as they are.
/// - `ctx.slice` gives bytes for which there is no header class, checked in the same way.
///
/// ```
/// sudo bpf4j run Echo.java --iface eth0
/// ```
class Echo {
  private static final int ECHO_REPLY = 0;
  private static final int ECHO_REQUEST = 8;

  @Xdp
  static XdpAction echo(XdpContext ctx) {
    try {
      var eth = EthHdr.at(ctx, 0);
      if (eth.etherType() != EtherType.IPV4) {
        return PASS;
      }
      var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
      if (ip.version() != 4 || ip.headerLength() != Ipv4Hdr.LEN) {
        return PASS;
      }
      boolean answered =
          switch (ip.protocol()) {
            case ICMP -> answer(IcmpHdr.at(ctx, ip.payloadOffset()));
            case UDP, TCP -> swapPorts(ctx, ip.payloadOffset());
            default -> false;
          };
      if (!answered) {
        return PASS;
      }
      swapAddresses(eth, ip);
      return TX;
    } catch (PacketBoundsException e) {
      return PASS;
    }
  }

  /// Makes a reply of a request, and a request of a reply.
  private static boolean answer(IcmpHdr icmp) {
    int type = icmp.type();
    if (type != ECHO_REQUEST && type != ECHO_REPLY) {
      return false;
    }
    int other = type ^ ECHO_REQUEST;
    icmp.setType(other);
    // The type is the upper half of the first word; the code beside it cancels out.
    icmp.setChecksum(InternetChecksum.replace(icmp.checksum(), type << 8, other << 8));
    return true;
  }

  /// UDP and TCP begin with the same two fields: source port, destination port.
  private static boolean swapPorts(XdpContext ctx, int offset) {
    var ports = ctx.slice(offset, 4);
    int source = ports.u16(0);
    ports.setU16(0, ports.u16(2));
    ports.setU16(2, source);
    return true;
  }

  private static void swapAddresses(EthHdr eth, Ipv4Hdr ip) {
    var station = eth.source();
    eth.setSource(eth.destination());
    eth.setDestination(station);
    var address = ip.source();
    ip.setSource(ip.destination());
    ip.setDestination(address);
  }
}
