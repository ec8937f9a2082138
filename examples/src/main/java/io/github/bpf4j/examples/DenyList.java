package io.github.bpf4j.examples;

import static io.github.bpf4j.api.XdpAction.DROP;
import static io.github.bpf4j.api.XdpAction.PASS;

import io.github.bpf4j.api.BpfLpmTrie;
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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// Drops the packets that come from networks on a list, and counts them.
///
/// The list is a trie of prefixes: `DENIED.get(address)` finds the longest prefix that covers the
/// address, as a router would. User space fills it before the program is attached, so that not one
/// packet slips through, and changes it while packets flow: write `add 203.0.113.0/24` or
/// `remove 198.51.100.0/24` to its standard input.
///
/// ```
/// bpf4j run DenyList.java --deny 198.51.100.0/24,203.0.113.7 --pcap capture.pcap
/// sudo bpf4j run DenyList.java --deny 198.51.100.0/24 --iface eth0
/// ```
class DenyList {
  static final BpfLpmTrie<Ipv4Address, Rule> DENIED =
      BpfLpmTrie.of(Ipv4Address.class, Rule.class, 1_000);

  /// What the trie holds for each network.
  @Struct
  static final class Rule {
    long dropped;
  }

  @Xdp
  static XdpAction denyList(XdpContext ctx) {
    if (EthHdr.at(ctx, 0).etherType() != EtherType.IPV4) {
      return PASS;
    }
    var rule = DENIED.get(Ipv4Hdr.at(ctx, EthHdr.LEN).source());
    if (rule == null) {
      return PASS;
    }
    rule.dropped++;
    return DROP;
  }

  // From here on: user space.

  public static void main(String... args) throws IOException, InterruptedException {
    var options = Arrays.asList(args);
    if (args.length != 4 || !args[0].equals("--deny")) {
      usage();
    }
    var networks = options.get(1).split(",", -1);
    switch (options.get(2)) {
      case "--iface" -> live(networks, options.get(3));
      case "--pcap" -> replay(networks, Path.of(options.get(3)));
      default -> usage();
    }
  }

  private static void usage() {
    System.err.println("usage: DenyList --deny NETWORK,... (--iface NAME | --pcap FILE)");
    System.exit(2);
  }

  private static void live(String[] networks, String interfaceName) throws InterruptedException {
    try (var ctrlC = CtrlC.caught();
        var program = Kernel.load(DenyList.class)) {
      var denied = program.map(DENIED);
      Arrays.stream(networks).forEach(network -> change(denied, "add " + network));
      try (var link = program.attachXdp(interfaceName, XdpMode.DEFAULT)) {
        System.err.println("Waiting for Ctrl-C...");
        Thread.ofPlatform().daemon().start(() -> changesFromStandardInput(denied));
        ctrlC.await();
        System.err.println("Exiting...");
      }
      print(denied);
    }
  }

  private static void replay(String[] networks, Path capture) throws IOException {
    try (var program = Vm.load(DenyList.class);
        var packets = CaptureReader.open(capture)) {
      var denied = program.map(DENIED);
      Arrays.stream(networks).forEach(network -> change(denied, "add " + network));
      var packet = new XdpPacket();
      for (var next = packets.next(); next != null; next = packets.next()) {
        packet.set(next.data(), 0, next.length());
        program.run(packet);
      }
      print(denied);
    }
  }

  private static void changesFromStandardInput(BpfLpmTrie<Ipv4Address, Rule> denied) {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        try {
          change(denied, line.strip());
          System.err.println("done: " + line);
        } catch (IllegalArgumentException e) {
          System.err.println(e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Carries out `add NETWORK` or `remove NETWORK`.
  static void change(BpfLpmTrie<Ipv4Address, Rule> denied, String command) {
    var words = command.split(" +", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException("write 'add NETWORK' or 'remove NETWORK'");
    }
    var network = Network.parse(words[1]);
    boolean done =
        switch (words[0]) {
          case "add" -> denied.put(network.address, network.length, new Rule());
          case "remove" -> denied.remove(network.address, network.length);
          default -> throw new IllegalArgumentException("write 'add' or 'remove', not " + words[0]);
        };
    if (!done) {
      throw new IllegalArgumentException(
          words[0].equals("add") ? "the list is full" : words[1] + " is not on the list");
    }
  }

  /// An address and how many of its bits count: `198.51.100.0/24`, or all 32 of `203.0.113.7`.
  record Network(Ipv4Address address, int length) {
    static Network parse(String text) {
      int slash = text.indexOf('/');
      if (slash < 0) {
        return new Network(Ipv4Address.parse(text), 32);
      }
      var length = text.substring(slash + 1);
      if (!length.matches("[12]?[0-9]|3[0-2]")) {
        throw new IllegalArgumentException(
            "'%s' is not a network: after the slash stands 0 to 32".formatted(text));
      }
      return new Network(Ipv4Address.parse(text.substring(0, slash)), Integer.parseInt(length));
    }
  }

  private static void print(BpfLpmTrie<Ipv4Address, Rule> denied) {
    System.out.printf("%-18s %12s%n", "denied", "dropped");
    denied.forEach((address, length, rule) ->
        System.out.printf("%-18s %,12d%n", address + "/" + length, rule.dropped));
  }
}
