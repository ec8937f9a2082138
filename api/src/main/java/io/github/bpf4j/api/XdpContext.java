package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// What an XDP program is given: the packet and where it came from (`struct xdp_md` in
/// `include/uapi/linux/bpf.h`).
///
/// A primitive of the compiler: its methods become instructions. Everything else that reads a
/// packet, such as [EthHdr], is ordinary Java over [#slice].
public final class XdpContext {
  private final XdpPacket packet;

  private XdpContext(XdpPacket packet) {
    this.packet = packet;
    packet.redirect(null);
  }

  /// A context for a run on the plain JVM.
  public static XdpContext of(XdpPacket packet) {
    return new XdpContext(packet);
  }

  /// A context for a run on the plain JVM, over a copy of `bytes`.
  public static XdpContext of(byte[] bytes) {
    return new XdpContext(XdpPacket.of(bytes));
  }

  /// The packet outside the kernel.
  XdpPacket packet() {
    return packet;
  }

  /// Bytes in the packet; of one that lies in several buffers ([Xdp#frags]), in the first: see
  /// [#totalLength].
  public int length() {
    return packet.firstEnd() - packet.start();
  }

  /// Bytes in the packet, those in other buffers than the first included.
  ///
  /// `bpf_xdp_get_buff_len` (Linux 5.18).
  public int totalLength() {
    return packet.length();
  }

  /// The index of the interface that the packet came in by.
  public int ingressInterface() {
    return packet.ingressInterface();
  }

  /// The receive queue that the packet came in by.
  public int rxQueue() {
    return packet.rxQueue();
  }

  /// The hash that the device sorted the packet into a receive queue by; null where its driver gives none. The same
  /// for all packets of a flow, and at no cost.
  ///
  /// A program that is attached to a device in the mode of its driver asks the driver; one that is run on a packet of
  /// user space's gets what that declares: [XdpPacket#receivedWith].
  ///
  /// `bpf_xdp_metadata_rx_hash` (Linux 6.3; on an older one null).
  public @Nullable RxHash rxHash() {
    var answer = hashAnswer();
    return answer.status() == 0 ? new RxHash(answer.value(), new RssHashType(answer.type())) : null;
  }

  /// When the device received the packet, in nanoseconds of its own clock; null where its driver does not say. See
  /// [#rxHash] for where it comes from.
  ///
  /// `bpf_xdp_metadata_rx_timestamp` (Linux 6.3; on an older one null).
  public @Nullable Long rxTimestamp() {
    var answer = timestampAnswer();
    return answer.status() == 0 ? answer.nanos() : null;
  }

  /// The VLAN tag that the device took out of the packet, as most do; null where there was none, or its driver does
  /// not say. See [#rxHash] for where it comes from.
  ///
  /// `bpf_xdp_metadata_rx_vlan_tag` (Linux 6.8; on an older one null).
  public @Nullable VlanTag rxVlanTag() {
    var answer = vlanAnswer();
    return answer.status() == 0 ? new VlanTag(answer.protocol(), answer.control()) : null;
  }

  /// A primitive of the compiler.
  private RxAnswers.Hash hashAnswer() {
    return RxAnswers.Hash.of(packet.rxMetadata().hash());
  }

  /// A primitive of the compiler.
  private RxAnswers.Timestamp timestampAnswer() {
    return RxAnswers.Timestamp.of(packet.rxMetadata().timestamp());
  }

  /// A primitive of the compiler.
  private RxAnswers.Vlan vlanAnswer() {
    return RxAnswers.Vlan.of(packet.rxMetadata().vlanTag());
  }

  /// The `length` bytes of the packet that begin at `offset`, once it is proven that the packet has
  /// them in its first buffer. `length` must be a constant of the program, from 0 to 65,535.
  ///
  /// @throws PacketBoundsException if the packet is shorter, or `offset` is negative
  public PacketSlice slice(int offset, int length) {
    if (offset < 0 || length < 0 || (long) offset + length > length()) {
      throw new PacketBoundsException(offset, length, length());
    }
    return new PacketSlice(packet, packet.start() + offset, offset, length);
  }

  /// A copy of what lies in the packet at `offset`, in whichever of its buffers: as many bytes as a `type`
  /// has in memory (see [Layout]). To look at a header, [#slice] is faster.
  ///
  /// `bpf_xdp_load_bytes` (Linux 5.18).
  ///
  /// @throws PacketBoundsException if the packet is shorter, or `offset` is negative
  public <R extends Record> R load(int offset, Class<R> type) {
    var layout = Layout.of(type);
    return type.cast(layout.decode(packet.buffer(), place(offset, layout.size())));
  }

  /// Puts `value`, as it lies in memory (see [Layout]), into the packet at `offset`, in whichever of its
  /// buffers.
  ///
  /// `bpf_xdp_store_bytes` (Linux 5.18).
  ///
  /// @throws PacketBoundsException if the packet is shorter, or `offset` is negative
  public void store(int offset, Record value) {
    var layout = Layout.of(value.getClass());
    layout.encode(value, packet.buffer(), place(offset, layout.size()));
  }

  private int place(int offset, int length) {
    if (offset < 0 || (long) offset + length > packet.length()) {
      throw new PacketBoundsException(offset, length, packet.length());
    }
    return packet.start() + offset;
  }

  /// Moves the packet's first byte by `delta` bytes: back to put a header in front (negative), or on to
  /// take one away. Bytes that are gained hold anything. The metadata, if there is any, moves along.
  ///
  /// Whatever its result, slices and headers taken before are of no use afterwards: take them again.
  ///
  /// `bpf_xdp_adjust_head` (Linux 4.10).
  ///
  /// @return 0, or -22 (`EINVAL`) where nothing was done: the packet (its first buffer) would have fewer
  ///     than 14 bytes, or the room before it is too small. There are 216 bytes (256 less what the kernel keeps
  ///     there) less the metadata, with some drivers less still.
  public int adjustHead(int delta) {
    return packet.adjustHead(delta);
  }

  /// Moves the packet's end by `delta` bytes: on to make it longer, by bytes of zero (Linux 5.8), or back
  /// (negative).
  ///
  /// Whatever its result, slices and headers taken before are of no use afterwards: take them again.
  ///
  /// `bpf_xdp_adjust_tail` (Linux 4.18).
  ///
  /// @return 0, or -22 (`EINVAL`) where nothing was done: the packet would have fewer than 14 bytes, or
  ///     the room behind it is too small. How much there is depends on the driver; here a packet may
  ///     grow to 3,520 bytes, as in the kernel's test runs. -95 (`EOPNOTSUPP`) if the packet lies in several
  ///     buffers, and the driver cannot make such ones longer; here the last buffer has a page
  public int adjustTail(int delta) {
    return packet.adjustTail(delta);
  }

  /// Moves where the metadata begins by `delta` bytes: back to make room for more (negative), or on. Metadata
  /// lies right before the packet, and goes with it to where the packet goes: to a program at the
  /// traffic control hook, or to an AF_XDP socket. Bytes that are gained hold anything.
  ///
  /// Whatever its result, slices and headers taken before are of no use afterwards: take them again.
  ///
  /// `bpf_xdp_adjust_meta` (Linux 4.15).
  ///
  /// @return 0, or where nothing was done: -22 (`EINVAL`) if the room before the packet is too small, or the
  ///     metadata would end before it begins; -13 (`EACCES`) if the metadata would not have a multiple
  ///     of 4 bytes, or more than 252 (32 before Linux 6.7); -524 (`ENOTSUPP`) if the driver has none
  public int adjustMeta(int delta) {
    return packet.adjustMeta(delta);
  }

  /// Sends the packet out of the interface with this index, if it is the program's verdict:
  /// `return ctx.redirect(3);`. What the interface is called is found out in user space, or by a FIB lookup.
  /// Interfaces that packets are often sent to belong in a [BpfDevMap], which is faster.
  ///
  /// `bpf_redirect` (for XDP Linux 4.14).
  ///
  /// @return [XdpAction#REDIRECT]; if there is no such interface, or its driver cannot send, the packet is
  ///     dropped and the tracepoint `xdp:xdp_redirect_err` fires
  public XdpAction redirect(int interfaceIndex) {
    packet.redirect(new XdpRedirect.Device(interfaceIndex));
    return XdpAction.REDIRECT;
  }

  /// Sends the packet to what is stored in `map` under `key`, if it is the program's verdict:
  /// `return ctx.redirect(PORTS, 1, DROP);`.
  ///
  /// `bpf_redirect_map` (Linux 4.14; with another verdict than aborted where nothing is stored, 5.3).
  ///
  /// @param otherwise the verdict if nothing is stored there: aborted, drop, pass or transmit; of redirect
  ///     becomes aborted
  /// @return [XdpAction#REDIRECT], or `otherwise`
  public XdpAction redirect(BpfRedirectMap map, int key, XdpAction otherwise) {
    if (otherwise == XdpAction.REDIRECT) {
      return XdpAction.ABORTED;
    }
    var target = map.target(key);
    packet.redirect(target);
    return target == null ? otherwise : XdpAction.REDIRECT;
  }

  /// Sends a copy of the packet out of each interface of `devices`, if it is the program's verdict:
  /// `return ctx.redirectToAll(PORTS, true);`.
  ///
  /// `bpf_redirect_map` with `BPF_F_BROADCAST` (Linux 5.13).
  ///
  /// @param exceptIngress whether to leave out the interface that the packet came in by
  /// @return [XdpAction#REDIRECT]
  public XdpAction redirectToAll(BpfDeviceMap devices, boolean exceptIngress) {
    packet.redirect(
        new XdpRedirect.Devices(
            devices.snapshot().values().stream()
                .filter(index -> !exceptIngress || index != packet.ingressInterface())
                .distinct()
                .sorted()
                .toList()));
    return XdpAction.REDIRECT;
  }

  /// Asks the kernel's routing tables where a packet would go, and how its Ethernet header must look for that:
  /// ```java
  /// var route = ctx.fibLookup(FibQuery.of(ip, ctx.ingressInterface()));
  /// if (route.status() != FibStatus.SUCCESS) return PASS;
  /// eth.setSource(route.sourceMac());
  /// eth.setDestination(route.destinationMac());
  /// ip.decrementTtl();
  /// return ctx.redirect(route.interfaceIndex());
  /// ```
  ///
  /// On the plain JVM and in the VM, those that the packet was given: [XdpPacket#routes].
  ///
  /// `bpf_fib_lookup` (Linux 4.18; the answer's MTU 5.12).
  public FibResult fibLookup(FibQuery query) {
    return FibResult.of(lookUp(query.parameters(), query.flags()));
  }

  /// A primitive of the compiler.
  private FibParameters.Outcome lookUp(FibParameters.Question question, int flags) {
    var bytes = Layout.of(FibParameters.Question.class).encode(question);
    int code = packet.routes().lookUp(bytes, 0, flags);
    var answer = Layout.of(FibParameters.Answer.class).decode(bytes, 0);
    return new FibParameters.Outcome(code, (FibParameters.Answer) answer);
  }

  /// The `length` bytes of the metadata that begin at `offset`, once it is proven that there are so many.
  /// `length` must be a constant of the program, from 0 to 252.
  ///
  /// @throws PacketBoundsException if there are fewer, or `offset` is negative
  public PacketSlice meta(int offset, int length) {
    int metadata = packet.start() - packet.metaStart();
    if (offset < 0 || length < 0 || (long) offset + length > metadata) {
      throw new PacketBoundsException(offset, length, metadata);
    }
    return new PacketSlice(packet, packet.metaStart() + offset, offset, length);
  }
}
