package io.github.bpf4j.examples;

import static io.github.bpf4j.api.XdpAction.PASS;

import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.KernelLog;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;

/// Logs the IPv4 source address of every packet, then lets it through.
///
/// An XDP program is a static method that gets each packet as the network card delivers it, before
/// the kernel's network stack does, and answers what shall become of it. Three things to know:
///
/// - `EthHdr.at(ctx, 0)` proves that the packet has the 14 bytes of an Ethernet header, and gives a
///   view of them. If it is shorter, a `PacketBoundsException` ends the program, and the packet is
///   dropped as `ABORTED`.
/// - `ip.source()` reads the packet, big-endian as networks are.
/// - `LOG.info` writes the four bytes of the address to a ring buffer. User space puts them into the
///   text, so that the kernel need not.
///
/// ```
/// bpf4j run FunXdp.java --pcap capture.pcap
/// sudo bpf4j run FunXdp.java --iface eth0
/// ```
class FunXdp {
  static final KernelLog LOG = KernelLog.of(FunXdp.class);

  @Xdp
  static XdpAction funXdp(XdpContext ctx) {
    var eth = EthHdr.at(ctx, 0);
    if (eth.etherType() != EtherType.IPV4) {
      return PASS;
    }
    var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
    LOG.info("IPv4 Source Address: {}", ip.source());
    return PASS;
  }
}
