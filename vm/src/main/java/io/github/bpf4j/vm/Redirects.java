package io.github.bpf4j.vm;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpRedirect;
import io.github.bpf4j.vm.map.TableMap;
import io.github.bpf4j.vm.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `bpf_redirect_map`: finds where a packet is sent (`__bpf_xdp_redirect_map` in `include/linux/filter.h`).
final class Redirects {
  /// The verdict if nothing is found: all but redirect.
  private static final long OTHERWISE = 3;

  private static final long BROADCAST = 8;
  private static final long EXCLUDE_INGRESS = 16;

  private Redirects() {}

  /// Finds what `map` has under `key`, and notes it.
  ///
  /// @return the verdict
  static int redirect(TableMap map, int key, long flags, XdpBuffer xdp) {
    boolean devices =
        switch (map.definition().type()) {
          case DEVMAP, DEVMAP_HASH -> true;
          case CPUMAP, XSKMAP -> false;
          default ->
              throw new MemoryFault(
                  "redirects through map %s, which holds no devices, CPUs or sockets"
                      .formatted(map.definition().name()),
                  "use a map of type DEVMAP, DEVMAP_HASH, CPUMAP or XSKMAP");
        };
    if ((flags & ~(OTHERWISE | (devices ? BROADCAST | EXCLUDE_INGRESS : 0))) != 0) {
      return XdpAction.ABORTED.ordinal();
    }
    if ((flags & BROADCAST) != 0) {
      xdp.redirect(all(map, (flags & EXCLUDE_INGRESS) != 0 ? xdp.ingressInterface() : 0));
      return XdpAction.REDIRECT.ordinal();
    }
    var number = number(map, keyBytes(key));
    if (number == null) {
      xdp.redirect(null);
      return (int) (flags & OTHERWISE);
    }
    xdp.redirect(
        switch (map.definition().type()) {
          case CPUMAP -> new XdpRedirect.Cpu(key);
          case XSKMAP -> new XdpRedirect.Socket(key, number);
          default -> new XdpRedirect.Device(number);
        });
    return XdpAction.REDIRECT.ordinal();
  }

  private static XdpRedirect all(TableMap map, int except) {
    var interfaces = new TreeSet<Integer>();
    byte[] key = null;
    for (byte[] next = new byte[Integer.BYTES]; map.nextKey(key, next); next = next.clone()) {
      var number = number(map, next);
      if (number != null && number != except) {
        interfaces.add(number);
      }
      key = next;
    }
    return new XdpRedirect.Devices(interfaces.stream().toList());
  }

  private static @Nullable Integer number(TableMap map, byte[] key) {
    var value = new byte[map.valueBytes()];
    return map.lookup(key, value)
        ? ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt()
        : null;
  }

  private static byte[] keyBytes(int key) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(key).array();
  }
}
