package io.github.bpf4j.vm;

import io.github.bpf4j.api.RoutingTable;
import io.github.bpf4j.api.RxMetadata;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.api.XdpRedirect;
import io.github.bpf4j.vm.map.Errno;
import io.github.bpf4j.vm.memory.Address;
import io.github.bpf4j.vm.memory.Memory;
import io.github.bpf4j.vm.memory.MemoryFault;
import io.github.bpf4j.vm.memory.Region;
import org.jspecify.annotations.Nullable;

/// The packet of a run and its context (`struct xdp_md`): where metadata, packet and its end are, and the helpers that
/// move them (`net/core/filter.c`).
///
/// Whenever the packet moves it lies behind another region, so that pointers from before, which the kernel's verifier
/// would refuse, lead nowhere.
final class XdpBuffer implements Memory.Context {
  private final Region[] regions;
  private final int firstRegion;
  private XdpPacket packet = new XdpPacket();
  private int current;

  /// @param regions those numbered from `firstRegion` on
  XdpBuffer(int firstRegion, Region[] regions) {
    this.firstRegion = firstRegion;
    this.regions = regions;
  }

  void begin(XdpPacket next) {
    packet = next;
    packet.redirect(null);
    move();
  }

  int ingressInterface() {
    return packet.ingressInterface();
  }

  void redirect(@Nullable XdpRedirect target) {
    packet.redirect(target);
  }

  private void move() {
    regions[current].close();
    current = (current + 1) % regions.length;
    regions[current].open(packet.buffer(), packet.metaStart(), packet.firstEnd(), packet.start());
  }

  private long address(int place) {
    return Address.of(firstRegion + current, place);
  }

  @Override
  public long field(int offset) {
    return switch (offset) {
      case 0 -> address(packet.start());
      case 4 -> address(packet.firstEnd());
      case 8 -> address(packet.metaStart());
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

  RxMetadata rxMetadata() {
    return packet.rxMetadata();
  }

  RoutingTable routes() {
    return packet.routes();
  }

  int totalLength() {
    return packet.length();
  }

  /// Copies bytes between the packet, in whichever buffer, and memory.
  ///
  /// @return 0 or a negative error number
  int copy(long offset, byte[] memory, int at, int length, boolean toPacket) {
    if (offset > XdpPacket.MAX_LENGTH || length > XdpPacket.MAX_LENGTH) {
      return -Errno.EFAULT;
    }
    if (offset + length > packet.length()) {
      return -Errno.EINVAL;
    }
    int place = packet.start() + (int) offset;
    if (toPacket) {
      System.arraycopy(memory, at, packet.buffer(), place, length);
    } else {
      System.arraycopy(packet.buffer(), place, memory, at, length);
    }
    return 0;
  }

  int adjustHead(int delta) {
    int result = packet.adjustHead(delta);
    move();
    return result;
  }

  int adjustTail(int delta) {
    int result = packet.adjustTail(delta);
    move();
    return result;
  }

  int adjustMeta(int delta) {
    int result = packet.adjustMeta(delta);
    move();
    return result;
  }
}
