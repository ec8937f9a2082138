package io.github.bpf4j.kernel;

import io.github.bpf4j.kernel.net.Interface;
import java.util.Locale;

/// Where in the receive path an XDP program runs (`XDP_FLAGS_…` in `include/uapi/linux/if_link.h`).
public enum XdpMode {
  /// In the driver if it can, else as [#SKB].
  DEFAULT(0),
  /// In the network stack, on every interface; slower, after the kernel has made a socket buffer.
  SKB(1 << 1),
  /// In the driver, before the kernel allocates anything. Not every driver can.
  DRIVER(1 << 2),
  /// On the network card itself. Few can.
  HARDWARE(1 << 3);

  private final int flag;

  XdpMode(int flag) {
    this.flag = flag;
  }

  /// The name as users write it: `skb`.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static XdpMode of(Interface.Place place) {
    return switch (place) {
      case DRIVER -> DRIVER;
      case SKB -> SKB;
      case HARDWARE -> HARDWARE;
    };
  }

  int flag() {
    return flag;
  }
}
