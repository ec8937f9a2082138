package io.github.bpf4j.api;

/// What became of a look into the routing tables (`BPF_FIB_LKUP_RET_…` in `include/uapi/linux/bpf.h`).
public enum FibStatus {
  /// Everything is known that is needed to send the packet on.
  SUCCESS,
  /// A route says to drop such packets.
  BLACKHOLE,
  /// A route says that the destination cannot be reached.
  UNREACHABLE,
  /// A route says that the destination is not allowed.
  PROHIBIT,
  /// The packet is for this machine, or there is no route: the network stack knows what to do.
  NOT_FORWARDED,
  /// Packets that come in by this interface are not sent on (`net.ipv4.conf.….forwarding`).
  FORWARDING_DISABLED,
  /// The route wraps packets up (light-weight tunnels), which only the network stack can.
  UNSUPPORTED_TUNNEL,
  /// The next hop's hardware address is not known: the network stack can ask for it.
  NO_NEIGHBOUR,
  /// The packet is larger than the way takes.
  TOO_LARGE,
  /// There is no source address for the way (Linux 6.7).
  NO_SOURCE_ADDRESS,
  /// The question was wrong: of an interface that does not exist, for example; or the kernel gave an answer
  /// that is not known here.
  FAILED;

  static FibStatus of(int code) {
    return switch (code) {
      case 0 -> SUCCESS;
      case 1 -> BLACKHOLE;
      case 2 -> UNREACHABLE;
      case 3 -> PROHIBIT;
      case 4 -> NOT_FORWARDED;
      case 5 -> FORWARDING_DISABLED;
      case 6 -> UNSUPPORTED_TUNNEL;
      case 7 -> NO_NEIGHBOUR;
      case 8 -> TOO_LARGE;
      case 9 -> NO_SOURCE_ADDRESS;
      default -> FAILED;
    };
  }
}
