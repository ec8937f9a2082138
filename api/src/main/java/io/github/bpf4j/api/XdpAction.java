package io.github.bpf4j.api;

/// The verdict of an XDP program: what becomes of the packet.
///
/// The ordinals are the kernel's numbers (`enum xdp_action` in `include/uapi/linux/bpf.h`).
public enum XdpAction {
  /// The program failed: the packet is dropped and the tracepoint `xdp:xdp_exception` fires.
  ABORTED,
  /// The packet is dropped.
  DROP,
  /// The packet goes on to the network stack.
  PASS,
  /// The packet is sent back out of the interface that it came in by.
  TX,
  /// The packet goes to where a redirect helper said.
  REDIRECT;

  private static final XdpAction[] ACTIONS = values();

  /// The action with the kernel's number `verdict`. Every number that the kernel does not know is
  /// treated as the kernel treats it: as [#ABORTED].
  public static XdpAction of(int verdict) {
    return verdict >= 0 && verdict < ACTIONS.length ? ACTIONS[verdict] : ABORTED;
  }
}
