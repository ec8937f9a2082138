package io.github.bpf4j.examples;

import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.BpfLpmTrie;
import io.github.bpf4j.api.BpfPerCpuArray;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.PacketBoundsException;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import org.jspecify.annotations.Nullable;

/// Drops packets whose IPv4 source address is on a list, and counts what became of all packets.
///
/// Two programs in one class, which share its maps and its methods:
///
/// - `byNetwork` asks a trie for the longest prefix that covers the address;
/// - `byAddress` asks a hash map for the address itself, in less than half the time.
///
/// What is on the list has the number of the rule that put it there; a program only asks whether
/// there is one. Each CPU has counters of its own, so that none waits for another: user space adds them
/// up, see [#packets].
///
/// An enum says what may happen to a packet. It is the index of the counter, knows the verdict, and is
/// gone when the program is compiled.
///
/// ```
/// bpf4j run Blocklist.java --program byAddress --pcap capture.pcap
/// ```
class Blocklist {
  static final BpfLpmTrie<Ipv4Address, Integer> NETWORKS =
      BpfLpmTrie.of(Ipv4Address.class, Integer.class, 16_384);

  static final BpfHashMap<Ipv4Address, Integer> ADDRESSES =
      BpfHashMap.of(Ipv4Address.class, Integer.class, 16_384);

  static final BpfPerCpuArray<Counter> COUNTERS = BpfPerCpuArray.of(Counter.class, 4);

  /// How often something happened.
  @Struct
  static final class Counter {
    long packets;
  }

  /// What became of a packet.
  enum Outcome {
    PASSED(XdpAction.PASS),
    DROPPED(XdpAction.DROP),
    NOT_IPV4(XdpAction.PASS);

    private final XdpAction verdict;

    Outcome(XdpAction verdict) {
      this.verdict = verdict;
    }
  }

  @Xdp
  static XdpAction byNetwork(XdpContext ctx) {
    var source = source(ctx);
    return counted(
        source == null
            ? Outcome.NOT_IPV4
            : NETWORKS.get(source) == null ? Outcome.PASSED : Outcome.DROPPED);
  }

  @Xdp
  static XdpAction byAddress(XdpContext ctx) {
    var source = source(ctx);
    return counted(
        source == null
            ? Outcome.NOT_IPV4
            : ADDRESSES.get(source) == null ? Outcome.PASSED : Outcome.DROPPED);
  }

  /// Who sent the packet; null if it is not of IPv4, or too short for that.
  private static @Nullable Ipv4Address source(XdpContext ctx) {
    try {
      return EthHdr.at(ctx, 0).etherType() == EtherType.IPV4
          ? Ipv4Hdr.at(ctx, EthHdr.LEN).source()
          : null;
    } catch (PacketBoundsException e) {
      return null;
    }
  }

  private static XdpAction counted(Outcome outcome) {
    var counter = COUNTERS.get(outcome.ordinal());
    if (counter != null) {
      counter.packets++;
    }
    return outcome.verdict;
  }

  // From here on: user space.

  /// How many packets had this outcome, on all CPUs together.
  static long packets(BpfPerCpuArray<Counter> counters, Outcome outcome) {
    return counters.getAll(outcome.ordinal()).stream().mapToLong(c -> c.packets).sum();
  }
}
