package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.FibQuery;
import io.github.bpf4j.api.FibStatus;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.Ipv4Prefix;
import io.github.bpf4j.api.Ipv6Hdr;
import io.github.bpf4j.api.Ipv6Prefix;
import io.github.bpf4j.api.MacAddress;
import io.github.bpf4j.api.RoutingTable;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.api.XdpRedirect;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.vm.VmRuntime;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A router, with the routes that a test gives it. That the kernel's own answer alike is shown where
/// there are network namespaces.
class FibLookupTest {
  private static final MacAddress OUT = MacAddress.parse("02:00:00:00:00:aa");
  private static final MacAddress NEXT = MacAddress.parse("02:00:00:00:00:99");

  static final class Router {
    @Xdp
    static XdpAction router(XdpContext ctx) {
      var eth = EthHdr.at(ctx, 0);
      FibQuery query;
      if (eth.etherType() == EtherType.IPV4) {
        query = FibQuery.of(Ipv4Hdr.at(ctx, EthHdr.LEN), ctx.ingressInterface());
      } else if (eth.etherType() == EtherType.IPV6) {
        query = FibQuery.of(Ipv6Hdr.at(ctx, EthHdr.LEN), ctx.ingressInterface());
      } else {
        return XdpAction.PASS;
      }
      var route = ctx.fibLookup(query);
      return switch (route.status()) {
        case SUCCESS -> {
          eth.setSource(route.sourceMac());
          eth.setDestination(route.destinationMac());
          if (eth.etherType() == EtherType.IPV4) {
            Ipv4Hdr.at(ctx, EthHdr.LEN).decrementTtl();
          }
          yield ctx.redirect(route.interfaceIndex());
        }
        case BLACKHOLE, UNREACHABLE, PROHIBIT -> XdpAction.DROP;
        case FAILED -> XdpAction.ABORTED;
        default -> XdpAction.PASS;
      };
    }
  }

  static List<BpfRuntime> runtimes() {
    return List.of(new JvmRuntime(), new VmRuntime());
  }

  @ParameterizedTest
  @MethodSource("runtimes")
  void aTestGivesTheRoutes(BpfRuntime runtime) {
    var routes =
        new RoutingTable()
            .device(1, MacAddress.parse("02:00:00:00:00:01"), 1500)
            .device(2, OUT, 1400)
            .route(Ipv4Prefix.parse("198.51.100.0/24"), 2)
            .route(Ipv4Prefix.parse("0.0.0.0/0"), 2, Ipv4Address.parse("198.51.100.7"))
            .route(Ipv4Prefix.parse("203.0.113.9"), FibStatus.PROHIBIT)
            .route(Ipv6Prefix.parse("2001:db8::/127"), FibStatus.NOT_FORWARDED)
            .neighbour(2, Ipv4Address.parse("198.51.100.7"), NEXT);
    try (var program = runtime.load(BpfCompiler.compile(Router.class), LoadOptions.DEFAULT)) {
      var packet = XdpPacket.of(PacketText.parse("eth-ipv4 ipv4-udp udp"));
      packet.routes(routes);
      assertThat(XdpAction.of(program.run(packet))).as("prohibited").isEqualTo(XdpAction.DROP);
      assertThat(packet.redirect()).isNull();

      packet.set(PacketText.parse("eth-ipv4 ipv4-tcp tcp"), 0, 54);
      assertThat(XdpAction.of(program.run(packet))).isEqualTo(XdpAction.REDIRECT);
      assertThat(packet.redirect()).isEqualTo(new XdpRedirect.Device(2));
      assertThat(packet.bytes())
          .isEqualTo(
              PacketText.parse(
                  "020000000099 0200000000aa 0800 45b9 0028 1234 4000 3f06 accd c0000207"
                      + " c6336407 tcp"));

      packet.set(PacketText.parse("eth-ipv4 ipv4-icmp"), 0, 34);
      assertThat(XdpAction.of(program.run(packet))).as("no neighbour").isEqualTo(XdpAction.PASS);
      packet.set(PacketText.parse("eth-ipv6 ipv6-udp"), 0, 54);
      assertThat(XdpAction.of(program.run(packet))).as("no route").isEqualTo(XdpAction.PASS);

      packet.receivedBy(3, 0);
      packet.set(PacketText.parse("eth-ipv4 ipv4-tcp tcp"), 0, 54);
      assertThat(XdpAction.of(program.run(packet)))
          .as("no such interface")
          .isEqualTo(XdpAction.ABORTED);
    }
  }
}
