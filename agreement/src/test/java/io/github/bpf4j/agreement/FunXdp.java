package io.github.bpf4j.agreement;

import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.KernelLog;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;

/// Logs the IPv4 source address of every packet, then lets it through.
final class FunXdp {
  private static final KernelLog LOG = KernelLog.of(FunXdp.class);

  private FunXdp() {}

  @Xdp
  static XdpAction funXdp(XdpContext ctx) {
    var eth = EthHdr.at(ctx, 0);
    if (eth.etherType() != EtherType.IPV4) {
      return XdpAction.PASS;
    }
    var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
    LOG.info("IPv4 Source Address: {}", ip.source());
    return XdpAction.PASS;
  }
}
