package io.github.bpf4j.kernel.net;

import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.SystemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A network interface (`RTM_GETLINK`, `include/uapi/linux/if_link.h`).
///
/// @param index its number in the network namespace
/// @param name such as `eth0`
/// @param mtu the largest payload of a frame in bytes
/// @param up whether it is switched on
/// @param kind what the kernel made it from, such as `veth`; empty for a device of hardware
/// @param attachments the XDP programs on it
public record Interface(
    int index, String name, int mtu, boolean up, String kind, List<Attachment> attachments) {
  private static final int RTM_GETLINK = 18;
  // struct ifinfomsg
  private static final int IFINFOMSG_SIZE = 16;
  private static final int INDEX = 4;
  private static final int FLAGS = 8;
  private static final int IFF_UP = 1;
  // enum of IFLA_…
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_XDP = 43;
  // enum of IFLA_XDP_…
  private static final int IFLA_XDP_DRV_PROG_ID = 5;
  private static final int IFLA_XDP_SKB_PROG_ID = 6;
  private static final int IFLA_XDP_HW_PROG_ID = 7;

  /// Copies the list.
  public Interface {
    attachments = List.copyOf(attachments);
  }

  /// Where a program is attached.
  public enum Place {
    /// In the driver.
    DRIVER,
    /// In the network stack.
    SKB,
    /// On the card.
    HARDWARE
  }

  /// An XDP program on an interface.
  ///
  /// @param programId the kernel's number of the program
  public record Attachment(Place place, int programId) {}

  /// All interfaces of the calling thread's network namespace.
  ///
  /// @throws SystemException if the kernel does not tell
  public static List<Interface> all() {
    try (var netlink = new Netlink(Netlink.ROUTE)) {
      return netlink.dump(RTM_GETLINK, request(0)).stream().map(Interface::parse).toList();
    }
  }

  /// The interface with this index.
  public static Optional<Interface> of(int index) {
    try (var netlink = new Netlink(Netlink.ROUTE)) {
      return netlink.get(RTM_GETLINK, request(index)).stream().map(Interface::parse).findFirst();
    } catch (SystemException e) {
      if (Errno.ENODEV.is(e.result()) || Errno.EINVAL.is(e.result())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static ByteBuffer request(int index) {
    return ByteBuffer.allocate(IFINFOMSG_SIZE).order(ByteOrder.nativeOrder()).putInt(INDEX, index);
  }

  private static Interface parse(ByteBuffer message) {
    int index = message.getInt(INDEX);
    int flags = message.getInt(FLAGS);
    var attributes = Netlink.attributes(message.position(IFINFOMSG_SIZE));
    var mtu = attributes.get(IFLA_MTU);
    return new Interface(
        index,
        text(attributes, IFLA_IFNAME),
        mtu == null ? 0 : mtu.getInt(0),
        (flags & IFF_UP) != 0,
        text(nested(attributes, IFLA_LINKINFO), IFLA_INFO_KIND),
        attachments(nested(attributes, IFLA_XDP)));
  }

  private static List<Attachment> attachments(Map<Integer, ByteBuffer> xdp) {
    var found = new ArrayList<Attachment>();
    add(found, Place.DRIVER, xdp.get(IFLA_XDP_DRV_PROG_ID));
    add(found, Place.SKB, xdp.get(IFLA_XDP_SKB_PROG_ID));
    add(found, Place.HARDWARE, xdp.get(IFLA_XDP_HW_PROG_ID));
    return found;
  }

  private static void add(List<Attachment> to, Place place, @Nullable ByteBuffer id) {
    if (id != null && id.getInt(0) != 0) {
      to.add(new Attachment(place, id.getInt(0)));
    }
  }

  private static Map<Integer, ByteBuffer> nested(Map<Integer, ByteBuffer> in, int type) {
    var attribute = in.get(type);
    return attribute == null ? Map.of() : Netlink.attributes(attribute);
  }

  private static String text(Map<Integer, ByteBuffer> in, int type) {
    var attribute = in.get(type);
    return attribute == null ? "" : Netlink.text(attribute);
  }
}
