package io.github.bpf4j.vm;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.vm.map.Errno;
import io.github.bpf4j.vm.memory.Address;
import io.github.bpf4j.vm.memory.Memory;
import io.github.bpf4j.vm.memory.MemoryFault;
import io.github.bpf4j.vm.memory.Region;
import java.util.Arrays;

/// The packet of a run and its context (`struct xdp_md`): where metadata, packet and its end are, and the helpers that
/// move them (`net/core/filter.c`).
final class XdpBuffer implements Memory.Context {
  /// What the kernel keeps at the start of the headroom (`sizeof(struct xdp_frame)`).
  private static final int FRAME_HEADER = 40;

  /// What it keeps behind the packet (`struct skb_shared_info`, aligned).
  private static final int TAILROOM = 320;

  private static final int ETHERNET_HEADER = 14;
  private static final int MAX_METADATA = 255;

  private final int regionNumber;
  private final Region region;
  private XdpPacket packet = new XdpPacket();
  private int meta;
  private int data;
  private int end;

  XdpBuffer(int regionNumber, Region region) {
    this.regionNumber = regionNumber;
    this.region = region;
  }

  void begin(XdpPacket next) {
    packet = next;
    data = next.start();
    meta = data;
    end = next.end();
    open();
  }

  /// Gives the packet its new ends.
  void finish() {
    packet.bounds(data, end);
  }

  private void open() {
    region.open(packet.buffer(), meta, end, data);
  }

  @Override
  public long field(int offset) {
    return switch (offset) {
      case 0 -> Address.of(regionNumber, data);
      case 4 -> Address.of(regionNumber, end);
      case 8 -> Address.of(regionNumber, meta);
      case 12 -> Integer.toUnsignedLong(packet.ingressInterface());
      case 16 -> Integer.toUnsignedLong(packet.rxQueue());
      case 20 -> 0;
      default ->
          throw new MemoryFault(
              "reads 4 bytes at offset %d of the context".formatted(offset),
              "its fields are at 0 (data), 4 (data_end), 8 (data_meta), 12 (ingress_ifindex),"
                  + " 16 (rx_queue_index) and 20 (egress_ifindex)");
    };
  }

  /// `bpf_xdp_adjust_head`: moves the packet's first byte; metadata moves along.
  int adjustHead(int delta) {
    int metadata = data - meta;
    long moved = (long) data + delta;
    if (moved < FRAME_HEADER + metadata || moved > end - ETHERNET_HEADER) {
      return -Errno.EINVAL;
    }
    System.arraycopy(packet.buffer(), meta, packet.buffer(), meta + delta, metadata);
    data += delta;
    meta += delta;
    open();
    return 0;
  }

  /// `bpf_xdp_adjust_tail`: moves the packet's end; what it gains is zero.
  int adjustTail(int delta) {
    long moved = (long) end + delta;
    if (moved > packet.buffer().length - TAILROOM || moved < data + ETHERNET_HEADER) {
      return -Errno.EINVAL;
    }
    if (delta > 0) {
      Arrays.fill(packet.buffer(), end, end + delta, (byte) 0);
    }
    end += delta;
    open();
    return 0;
  }

  /// `bpf_xdp_adjust_meta`: moves where the metadata before the packet begins.
  int adjustMeta(int delta) {
    long moved = (long) meta + delta;
    if (moved < FRAME_HEADER || moved > data) {
      return -Errno.EINVAL;
    }
    long size = data - moved;
    if (size % 4 != 0 || size > MAX_METADATA) {
      return -Errno.EACCES;
    }
    meta += delta;
    open();
    return 0;
  }
}
