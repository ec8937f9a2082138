package io.github.bpf4j.examples;

import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.MacAddress;
import io.github.bpf4j.host.LoadedProgram;

/// What user space puts into the maps of the examples before the first packet.
public final class ExampleMaps {
  private static final byte UDP = 17;

  private ExampleMaps() {}

  /// Fills the maps that `program`, one of the examples, uses.
  public static void fill(LoadedProgram program) {
    switch (program.name()) {
      case "byNetwork" ->
          program.map(Blocklist.NETWORKS).put(Ipv4Address.parse("192.0.2.0"), 24, 1);
      case "byAddress" -> program.map(Blocklist.ADDRESSES).put(Ipv4Address.parse("192.0.2.7"), 1);
      case "denyList" -> DenyList.change(program.map(DenyList.DENIED), "add 192.0.2.7");
      case "loadBalancer" -> {
        var service = new LoadBalancer.Endpoint(Ipv4Address.parse("203.0.113.9"), (char) 53, UDP);
        program.map(LoadBalancer.SERVICES).put(service, new LoadBalancer.Service(1, 0));
        // Its ring is full of 0: this is its only server.
        var server = new LoadBalancer.Server();
        server.address = Ipv4Address.parse("198.51.100.77");
        server.station = MacAddress.of(0x02_00_00_00_00_77L);
        program.map(LoadBalancer.SERVERS).set(0, server);
      }
      default -> {}
    }
  }
}
