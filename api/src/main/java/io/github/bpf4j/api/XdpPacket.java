package io.github.bpf4j.api;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A packet outside the kernel: bytes in a buffer, with room before and after them for a program
/// that moves the packet's head or tail. User-space code makes it and hands it to a runtime; a
/// program sees it as an [XdpContext].
///
/// A large packet may lie in several buffers, of which a program reaches the first one alone by slices: see
/// [#split].
///
/// Mutable and reusable: [#set] puts the next packet in. Not thread-safe.
public final class XdpPacket {
  /// Bytes free before a packet, as the kernel guarantees (`XDP_PACKET_HEADROOM`).
  public static final int HEADROOM = 256;

  /// The most bytes that a packet may have: what the kernel's verifier lets a program reach.
  public static final int MAX_LENGTH = 65_535;

  /// What the kernel keeps at the start of the headroom (`sizeof(struct xdp_frame)`).
  private static final int FRAME_HEADER = 40;

  /// What it keeps behind the packet (`struct skb_shared_info`, aligned).
  private static final int TAILROOM = 320;

  /// The memory that a usual packet lies in: a page.
  private static final int FRAME = 4096;

  private static final int ETHERNET_HEADER = 14;
  private static final int MAX_METADATA = 255;

  // include/uapi/asm-generic/errno-base.h
  private static final int EACCES = 13;
  private static final int EINVAL = 22;

  private byte[] buffer = new byte[FRAME];
  private int meta = HEADROOM;
  private int start = HEADROOM;
  private int end = HEADROOM;

  /// Where the first buffer ends: where the packet does, or before.
  private int firstEnd = HEADROOM;

  /// Where the packet may end: like the kernel's, whatever the buffer was used for before.
  private int limit = FRAME - TAILROOM;

  private int epoch;
  private @Nullable XdpRedirect redirect;
  private RoutingTable routes = new RoutingTable();
  private RxMetadata rxMetadata = RxMetadata.NONE;
  private int ingressInterface = 1;
  private int rxQueue;
  private long timestampNanos;

  /// An empty packet.
  public XdpPacket() {}

  /// A packet with a copy of `bytes`.
  public static XdpPacket of(byte[] bytes) {
    var packet = new XdpPacket();
    packet.set(bytes, 0, bytes.length);
    return packet;
  }

  /// Replaces the packet by a copy of `length` bytes of `source` from `offset` on.
  ///
  /// @throws IllegalArgumentException if `length` is more than [#MAX_LENGTH]
  public void set(byte[] source, int offset, int length) {
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a packet has at most %d bytes, not %d".formatted(MAX_LENGTH, length));
    }
    limit = Math.max(FRAME - TAILROOM, HEADROOM + length);
    if (buffer.length < limit + TAILROOM) {
      buffer = new byte[limit + TAILROOM];
    }
    System.arraycopy(source, offset, buffer, HEADROOM, length);
    start = HEADROOM;
    meta = start;
    end = HEADROOM + length;
    firstEnd = end;
    epoch++;
    redirect = null;
  }

  /// Puts metadata before the packet: a copy of `length` bytes of `source` from `offset` on.
  ///
  /// @throws IllegalArgumentException if `length` is not a multiple of 4 from 0 to 252
  public void setMetadata(byte[] source, int offset, int length) {
    if (length % 4 != 0 || length < 0 || length > MAX_METADATA) {
      throw new IllegalArgumentException(
          "metadata has a multiple of 4 bytes up to 252, not " + length);
    }
    meta = start - length;
    System.arraycopy(source, offset, buffer, meta, length);
    epoch++;
  }

  /// Says which interface (index) and receive queue the packet came in by; 1 and 0 at first.
  public void receivedBy(int interfaceIndex, int queue) {
    ingressInterface = interfaceIndex;
    rxQueue = queue;
  }

  /// Says what the device that received the packet says of it; nothing at first.
  public void receivedWith(RxMetadata metadata) {
    rxMetadata = metadata;
  }

  /// What the device that received the packet says of it.
  public RxMetadata rxMetadata() {
    return rxMetadata;
  }

  /// Says which routing table a program finds that asks for a way; an empty one at first.
  public void routes(RoutingTable table) {
    routes = table;
  }

  /// The routing table that a program finds.
  public RoutingTable routes() {
    return routes;
  }

  /// Says when the packet came in, in nanoseconds since 1970-01-01 UTC; 0, as at first, for the time
  /// at which it is run.
  public void receivedAt(long timestampNanos) {
    this.timestampNanos = timestampNanos;
  }

  /// When the packet came in, in nanoseconds since 1970-01-01 UTC, or 0 for the time at which it is
  /// run: the time of the log records that its run makes.
  public long timestampNanos() {
    return timestampNanos;
  }

  /// Lets the packet's first buffer end behind its first `length` bytes, as if it had been received into
  /// several. Of the rest the kernel's verifier lets no pointer be made: programs that are marked for
  /// it ([Xdp#frags]) reach it by [XdpContext#load] and [XdpContext#store].
  ///
  /// @throws IndexOutOfBoundsException if `length` is negative, or more than the packet has
  public void split(int length) {
    firstEnd = start + Objects.checkIndex(length, length() + 1);
    epoch++;
  }

  /// Splits a packet that is larger than a page holds, as test runs in the kernel do; for runtimes.
  public void splitIfLarge() {
    int room = FRAME - TAILROOM - HEADROOM - (start - meta);
    if (firstEnd == end && length() > room) {
      split(room);
    }
  }

  /// Moves the packet's first byte, as [XdpContext#adjustHead] says; metadata moves along.
  public int adjustHead(int delta) {
    epoch++;
    int metadata = start - meta;
    long moved = (long) start + delta;
    if (moved < FRAME_HEADER + metadata || moved > firstEnd - ETHERNET_HEADER) {
      return -EINVAL;
    }
    System.arraycopy(buffer, meta, buffer, meta + delta, metadata);
    start += delta;
    meta += delta;
    return 0;
  }

  /// Moves the packet's end, as [XdpContext#adjustTail] says; the bytes that it gains are zero.
  public int adjustTail(int delta) {
    epoch++;
    boolean split = firstEnd < end;
    long moved = (long) end + delta;
    if (moved > (split ? endOfLastBuffer() : limit) || moved < start + ETHERNET_HEADER) {
      return -EINVAL;
    }
    if (delta > 0) {
      if (moved > buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) moved);
      }
      Arrays.fill(buffer, end, end + delta, (byte) 0);
    }
    end += delta;
    firstEnd = split ? Math.min(firstEnd, end) : end;
    return 0;
  }

  /// Where the last of several buffers ends: behind the first, each has a page.
  private int endOfLastBuffer() {
    return firstEnd + Math.ceilDiv(end - firstEnd, FRAME) * FRAME;
  }

  /// Moves where the metadata before the packet begins, as [XdpContext#adjustMeta] says.
  public int adjustMeta(int delta) {
    epoch++;
    long moved = (long) meta + delta;
    if (moved < FRAME_HEADER || moved > start) {
      return -EINVAL;
    }
    long size = start - moved;
    if (size % 4 != 0 || size > MAX_METADATA) {
      return -EACCES;
    }
    meta += delta;
    return 0;
  }

  /// How often the packet moved or was replaced: a view of its bytes is good for one number only.
  int epoch() {
    return epoch;
  }

  /// The memory that holds the packet: it changes with [#set], so do not keep it.
  public byte[] buffer() {
    return buffer;
  }

  /// Where in [#buffer] the metadata begins, which ends at [#start].
  public int metaStart() {
    return meta;
  }

  /// Where in [#buffer] the packet begins.
  public int start() {
    return start;
  }

  /// Where in [#buffer] the packet's first buffer ends, exclusive: at [#end], unless the packet was split.
  public int firstEnd() {
    return firstEnd;
  }

  /// Where in [#buffer] the packet ends, exclusive.
  public int end() {
    return end;
  }

  /// Bytes in the packet.
  public int length() {
    return end - start;
  }

  /// The index of the interface that the packet came in by.
  public int ingressInterface() {
    return ingressInterface;
  }

  /// The receive queue that the packet came in by.
  public int rxQueue() {
    return rxQueue;
  }

  /// Where the program sent the packet, if its verdict was [XdpAction#REDIRECT]: on the plain JVM and in
  /// the VM, the last place that it named; null if it named none. The kernel does not tell.
  public @Nullable XdpRedirect redirect() {
    return redirect;
  }

  /// Notes where a program sends the packet: for runtimes.
  ///
  /// @param target null for nowhere, as before a run
  public void redirect(@Nullable XdpRedirect target) {
    redirect = target;
  }

  /// A copy of the packet's bytes.
  public byte[] bytes() {
    return Arrays.copyOfRange(buffer, start, end);
  }

  /// A copy of the metadata before the packet; empty where no program made room for any.
  public byte[] metadata() {
    return Arrays.copyOfRange(buffer, meta, start);
  }
}
