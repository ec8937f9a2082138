package io.github.bpf4j.examples;

import static io.github.bpf4j.api.XdpAction.PASS;

import io.github.bpf4j.api.BpfAtomicLong;
import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.host.CtrlC;
import io.github.bpf4j.kernel.Kernel;
import io.github.bpf4j.kernel.XdpMode;
import io.github.bpf4j.pcap.CaptureReader;
import io.github.bpf4j.vm.Vm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Counts packets and bytes by IPv4 source address, and prints a table of them every second.
///
/// The two sides share a map. The kernel side sees `SEEN` itself: `get` gives a reference to the
/// entry, so that `counter.packets.increment()` changes the map, and null where there is none. User
/// space asks the loaded program for it: `program.map(SEEN)`.
///
/// Several CPUs may count for the same address at the same moment, so the counters are atomic. Where
/// that is too slow, a `BpfPerCpuHashMap` has a counter for each CPU.
///
/// ```
/// bpf4j run CountSources.java --pcap capture.pcap
/// sudo bpf4j run CountSources.java --iface eth0
/// ```
class CountSources {
  static final BpfHashMap<Ipv4Address, Counter> SEEN =
      BpfHashMap.of(Ipv4Address.class, Counter.class, 10_000);

  /// What the map holds for each address.
  @Struct
  static final class Counter {
    final BpfAtomicLong packets = new BpfAtomicLong();
    final BpfAtomicLong bytes = new BpfAtomicLong();
  }

  @Xdp
  static XdpAction countSources(XdpContext ctx) {
    if (EthHdr.at(ctx, 0).etherType() != EtherType.IPV4) {
      return PASS;
    }
    var source = Ipv4Hdr.at(ctx, EthHdr.LEN).source();
    var counter = SEEN.get(source);
    if (counter == null) {
      SEEN.putIfAbsent(source, new Counter());
      counter = SEEN.get(source);
      if (counter == null) {
        return PASS; // the map is full
      }
    }
    counter.packets.increment();
    counter.bytes.add(ctx.length());
    return PASS;
  }

  // From here on: user space.

  public static void main(String... args) throws IOException, InterruptedException {
    switch (args.length == 2 ? args[0] : "") {
      case "--iface" -> live(args[1]);
      case "--pcap" -> replay(Path.of(args[1]));
      default -> {
        System.err.println("usage: CountSources --iface NAME | --pcap FILE");
        System.exit(2);
      }
    }
  }

  private static void live(String interfaceName) throws InterruptedException {
    try (var ctrlC = CtrlC.caught();
        var program = Kernel.load(CountSources.class);
        var link = program.attachXdp(interfaceName, XdpMode.DEFAULT)) {
      System.err.println("Waiting for Ctrl-C...");
      while (link.isAttached() && !ctrlC.await(Duration.ofSeconds(1))) {
        print(program.map(SEEN));
      }
      System.err.println("Exiting...");
      print(program.map(SEEN));
    }
  }

  private static void replay(Path capture) throws IOException {
    try (var program = Vm.load(CountSources.class);
        var packets = CaptureReader.open(capture)) {
      var packet = new XdpPacket();
      for (var next = packets.next(); next != null; next = packets.next()) {
        packet.set(next.data(), 0, next.length());
        program.run(packet);
      }
      print(program.map(SEEN));
    }
  }

  private static void print(BpfHashMap<Ipv4Address, Counter> seen) {
    System.out.print(table(seen.snapshot()));
  }

  /// The addresses that sent most come first.
  static String table(Map<Ipv4Address, Counter> seen) {
    var text = new StringBuilder("%-15s %12s %15s%n".formatted("source", "packets", "bytes"));
    seen.entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue().packets.get(), a.getValue().packets.get()))
        .forEach(entry ->
            text.append(
                "%-15s %,12d %,15d%n"
                    .formatted(
                        entry.getKey(),
                        entry.getValue().packets.get(),
                        entry.getValue().bytes.get())));
    return text.append('\n').toString();
  }
}
