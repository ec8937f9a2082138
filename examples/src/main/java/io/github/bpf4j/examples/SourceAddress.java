package io.github.bpf4j.examples;

import static io.github.bpf4j.api.XdpAction.PASS;

import io.github.bpf4j.api.BlackHole;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.PacketBoundsException;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;

/// Reads the IPv4 source address of every packet, and does nothing with it: what it costs to get there.
///
/// - Views of headers are gone when the program is compiled: two checks of the packet's length and two
///   loads are left of them. What nobody uses is gone too, hence the black hole.
/// - A packet that is too short throws a `PacketBoundsException`. [FunXdp] lets it end the program; here
///   the program catches it, and the packet passes.
///
/// ```
/// bpf4j dump SourceAddress.java
/// ```
class SourceAddress {
  @Xdp
  static XdpAction sourceAddress(XdpContext ctx) {
    try {
      if (EthHdr.at(ctx, 0).etherType() == EtherType.IPV4) {
        BlackHole.consume(Ipv4Hdr.at(ctx, EthHdr.LEN).source().bits());
      }
    } catch (PacketBoundsException e) {
      // Too short for these headers: none of our business.
    }
    return PASS;
  }
}
