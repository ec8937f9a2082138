package io.github.bpf4j.pcap;

import java.util.Map;
import java.util.Objects;

/// The link-layer type of a capture's packets: what their first byte belongs to.
///
/// Any of the 65,536 values is a valid `LinkType`; the common ones have a constant and a name.
///
/// @param value the number of <https://www.tcpdump.org/linktypes.html>, 0 to 65535
public record LinkType(int value) {
  /// BSD loopback: a 4-byte protocol family in the byte order of the capturing host.
  public static final LinkType NULL = new LinkType(0);

  /// Ethernet II or IEEE 802.3, from the destination address on, as XDP sees it.
  public static final LinkType ETHERNET = new LinkType(1);

  /// IPv4 or IPv6 with no link layer.
  public static final LinkType RAW = new LinkType(101);

  /// Linux "cooked" capture, version 1 (`tcpdump -i any`, older).
  public static final LinkType LINUX_SLL = new LinkType(113);

  /// IPv4 with no link layer.
  public static final LinkType IPV4 = new LinkType(228);

  /// IPv6 with no link layer.
  public static final LinkType IPV6 = new LinkType(229);

  /// Linux "cooked" capture, version 2 (`tcpdump -i any`, since libpcap 1.10).
  public static final LinkType LINUX_SLL2 = new LinkType(276);

  private static final int MAX_VALUE = 0xffff;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "NULL"),
          Map.entry(1, "ETHERNET"),
          Map.entry(6, "IEEE802_5"),
          Map.entry(8, "SLIP"),
          Map.entry(9, "PPP"),
          Map.entry(10, "FDDI"),
          // BSD systems wrote their own number for raw IP before LINKTYPE_RAW was assigned.
          Map.entry(12, "DLT_RAW"),
          Map.entry(14, "DLT_RAW_OPENBSD"),
          Map.entry(50, "PPP_HDLC"),
          Map.entry(51, "PPP_ETHER"),
          Map.entry(101, "RAW"),
          Map.entry(104, "C_HDLC"),
          Map.entry(105, "IEEE802_11"),
          Map.entry(107, "FRELAY"),
          Map.entry(108, "LOOP"),
          Map.entry(113, "LINUX_SLL"),
          Map.entry(117, "PFLOG"),
          Map.entry(127, "IEEE802_11_RADIOTAP"),
          Map.entry(187, "BLUETOOTH_HCI_H4"),
          Map.entry(189, "USB_LINUX"),
          Map.entry(192, "PPI"),
          Map.entry(227, "CAN_SOCKETCAN"),
          Map.entry(228, "IPV4"),
          Map.entry(229, "IPV6"),
          Map.entry(239, "NFLOG"),
          Map.entry(249, "USBPCAP"),
          Map.entry(253, "NETLINK"),
          Map.entry(276, "LINUX_SLL2"));

  /// Checks the range of the value.
  ///
  /// @throws IllegalArgumentException if the value is not in 0 to 65535
  public LinkType {
    if (value < 0 || value > MAX_VALUE) {
      throw new IllegalArgumentException("a link type is 0 to 65535, not " + value);
    }
  }

  /// The registered name without `LINKTYPE_`, such as `ETHERNET`, or `LINKTYPE_n` for a type this class has no name for.
  public String name() {
    return Objects.requireNonNullElseGet(NAMES.get(value), () -> "LINKTYPE_" + value);
  }

  /// Name and number, as in `ETHERNET (1)`.
  @Override
  public String toString() {
    return name() + " (" + value + ")";
  }
}
