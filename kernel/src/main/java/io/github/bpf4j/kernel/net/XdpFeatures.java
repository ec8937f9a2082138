package io.github.bpf4j.kernel.net;

import io.github.bpf4j.kernel.sys.SystemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// What the drivers of interfaces can do of XDP: the generic netlink family `netdev`
/// (`Documentation/netlink/specs/netdev.yaml`, Linux 6.3).
public final class XdpFeatures {
  /// Programs run in the driver (`NETDEV_XDP_ACT_BASIC`).
  public static final long BASIC = 1;

  // include/uapi/linux/genetlink.h
  private static final int GENL_ID_CTRL = 16;
  private static final int GENL_HEADER_SIZE = 4;
  private static final int CTRL_CMD_GETFAMILY = 3;
  private static final int CTRL_ATTR_FAMILY_ID = 1;
  private static final int CTRL_ATTR_FAMILY_NAME = 2;
  // include/uapi/linux/netdev.h
  private static final int NETDEV_CMD_DEV_GET = 1;
  private static final int NETDEV_A_DEV_IFINDEX = 1;
  private static final int NETDEV_A_DEV_XDP_FEATURES = 3;

  private XdpFeatures() {}

  /// The features, as bits, of each interface by its index; empty where the kernel does not say.
  public static Map<Integer, Long> byInterface() {
    try (var netlink = new Netlink(Netlink.GENERIC)) {
      int family = family(netlink, "netdev");
      var features = new HashMap<Integer, Long>();
      for (var answer : netlink.dump(family, header(NETDEV_CMD_DEV_GET, 0).flip())) {
        var attributes = Netlink.attributes(answer.position(GENL_HEADER_SIZE));
        var index = attributes.get(NETDEV_A_DEV_IFINDEX);
        var bits = attributes.get(NETDEV_A_DEV_XDP_FEATURES);
        if (index != null && bits != null) {
          features.put(index.getInt(0), bits.getLong(0));
        }
      }
      return features;
    } catch (SystemException olderKernel) {
      return Map.of();
    }
  }

  private static int family(Netlink netlink, String name) {
    var bytes = (name + '\0').getBytes(StandardCharsets.US_ASCII);
    int length = 4 + bytes.length;
    var request =
        header(CTRL_CMD_GETFAMILY, length + 3)
            .putShort((short) length)
            .putShort((short) CTRL_ATTR_FAMILY_NAME)
            .put(bytes);
    while (request.position() % 4 != 0) {
      request.put((byte) 0);
    }
    var answer = netlink.get(GENL_ID_CTRL, request.flip()).getFirst();
    var id = Netlink.attributes(answer.position(GENL_HEADER_SIZE)).get(CTRL_ATTR_FAMILY_ID);
    if (id == null) {
      throw new IllegalStateException("the kernel gives family " + name + " no number");
    }
    return id.getShort(0) & 0xffff;
  }

  private static ByteBuffer header(int command, int room) {
    return ByteBuffer.allocate(GENL_HEADER_SIZE + room)
        .order(ByteOrder.nativeOrder())
        .put((byte) command)
        .put((byte) 1)
        .putShort((short) 0);
  }
}
