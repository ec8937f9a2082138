package io.github.bpf4j.examples;

import static io.github.bpf4j.api.XdpAction.DROP;
import static io.github.bpf4j.api.XdpAction.PASS;
import static io.github.bpf4j.api.XdpAction.TX;

import io.github.bpf4j.api.BigEndian;
import io.github.bpf4j.api.BpfArray;
import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.BpfLruHashMap;
import io.github.bpf4j.api.BpfPerCpuArray;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.IpProtocol;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.JenkinsHash;
import io.github.bpf4j.api.MacAddress;
import io.github.bpf4j.api.PacketBoundsException;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.api.Tunable;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import org.jspecify.annotations.Nullable;

/// Spreads the connections to services over their servers: each packet goes to its server in a tunnel
/// (IP in IP), and the server answers the client itself. [MaglevRing] fills the ring.
///
/// - The place of a connection in the ring, by its hash, says which server it gets. It keeps that one
///   when the ring changes: `CONNECTIONS` remembers, and forgets what was idle for longest.
/// - `adjustHead(-20)` makes room for a second IP header. Views of the packet end there: what is needed
///   afterwards is read before, and headers are taken again.
/// - `@Tunable` fields are set when the program is loaded. The kernel leaves out what they switch off.
class LoadBalancer {
  static final int RINGS = 4;
  static final int RING_SIZE = 65_537;
  static final BpfHashMap<Endpoint, Service> SERVICES =
      BpfHashMap.of(Endpoint.class, Service.class, 512);
  static final BpfLruHashMap<Connection, Integer> CONNECTIONS =
      BpfLruHashMap.of(Connection.class, Integer.class, 65_536);
  static final BpfArray<Integer> RING = BpfArray.of(Integer.class, RINGS * RING_SIZE);
  static final BpfArray<Server> SERVERS = BpfArray.of(Server.class, 4_096);
  static final BpfPerCpuArray<Traffic> TRAFFIC = BpfPerCpuArray.of(Traffic.class, 1_024);

  @Tunable static boolean remember = true;
  @Tunable static int tunnelSource = 0x0a000001; // 10.0.0.1, mixed with the client's last two bytes
  @Tunable static boolean restore; // the packet leaves as it came, to be measured again and again

  record Endpoint(Ipv4Address address, @BigEndian char port, byte protocol) {}

  /// What clients connect to: `id` modulo 4 is its ring, modulo 1,024 its counters.
  record Service(int id, int flags) {}

  /// @param ports the source's in the upper half, the destination's in the lower
  record Connection(
      Ipv4Address source, Ipv4Address destination, @BigEndian int ports, byte protocol) {
    /// The same that balancers in C have: of addresses and ports as they lie in memory.
    int hash() {
      return JenkinsHash.mix(
          Integer.reverseBytes(source.bits()),
          Integer.rotateLeft(Integer.reverseBytes(ports), 16),
          Integer.reverseBytes(destination.bits()),
          Byte.toUnsignedInt(protocol));
    }
  }

  @Struct
  static final class Server {
    Ipv4Address address = new Ipv4Address(0);
    MacAddress station = MacAddress.of(0);
  }

  @Struct
  static final class Traffic {
    long packets;
    long bytes;
  }

  @Xdp
  static XdpAction loadBalancer(XdpContext ctx) {
    var ip = ipv4(ctx);
    try {
      return ip == null ? PASS : ip.isFragment() ? DROP : balance(ctx, ip);
    } catch (PacketBoundsException e) {
      return DROP;
    }
  }

  private static @Nullable Ipv4Hdr ipv4(XdpContext ctx) {
    try {
      var ip = EthHdr.at(ctx, 0).etherType() == EtherType.IPV4 ? Ipv4Hdr.at(ctx, EthHdr.LEN) : null;
      return ip != null && ip.version() == 4 && ip.headerLength() == Ipv4Hdr.LEN ? ip : null;
    } catch (PacketBoundsException e) {
      return null;
    }
  }

  private static XdpAction balance(XdpContext ctx, Ipv4Hdr ip) {
    if (ip.protocol() != IpProtocol.TCP && ip.protocol() != IpProtocol.UDP) {
      return PASS;
    }
    int length = ctx.length();
    int ports = ctx.slice(EthHdr.LEN + Ipv4Hdr.LEN, 4).i32(0);
    byte protocol = (byte) ip.protocolNumber();
    var service = SERVICES.get(new Endpoint(ip.destination(), (char) ports, protocol));
    if (service == null) {
      return PASS;
    }
    var connection = new Connection(ip.source(), ip.destination(), ports, protocol);
    var server = server(connection, service);
    if (server == null) {
      return DROP;
    }
    var own = EthHdr.at(ctx, 0).destination();
    var gateway = EthHdr.at(ctx, 0).source();
    int total = ip.totalLength() + Ipv4Hdr.LEN;
    if (ctx.adjustHead(-Ipv4Hdr.LEN) != 0) {
      return DROP;
    }
    EthHdr.at(ctx, 0).overwrite(server.station, own, EtherType.IPV4);
    var from = new Ipv4Address(tunnelSource ^ (connection.source.bits() & 0xffff));
    Ipv4Hdr.at(ctx, EthHdr.LEN).overwrite(IpProtocol.IPIP, from, server.address, total);
    var traffic = TRAFFIC.get(service.id & 1_023);
    if (traffic != null) {
      traffic.packets++;
      traffic.bytes += length;
    }
    if (restore) {
      if (ctx.adjustHead(Ipv4Hdr.LEN) != 0) {
        return DROP;
      }
      EthHdr.at(ctx, 0).overwrite(own, gateway, EtherType.IPV4);
    }
    return TX;
  }

  private static @Nullable Server server(Connection connection, Service service) {
    var number = remember ? CONNECTIONS.get(connection) : null;
    if (number == null) {
      int place = Integer.remainderUnsigned(connection.hash(), RING_SIZE);
      number = RING.get((service.id & (RINGS - 1)) * RING_SIZE + place);
      if (number != null && remember) {
        CONNECTIONS.put(connection, number);
      }
    }
    return number == null ? null : SERVERS.get(number);
  }
}
