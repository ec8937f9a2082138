package io.github.bpf4j.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.Mapping;
import io.github.bpf4j.object.KernelVersion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Runs an XDP program on a packet from user space (`BPF_PROG_TEST_RUN`), with memory that is reused
/// from run to run. For one thread at a time.
///
/// What the kernel shows the program, as measured on Linux 6.18 (`bpf_prog_test_run_xdp` in
/// `net/bpf/test_run.c`):
/// - It takes no packet below [#SHORTEST] bytes. A shorter one is passed as the first fragment of one
///   with that many bytes, by way of `xdp_md.data_end`: the program sees exactly the packet's bytes.
///   Kernels before 6.18 refuse that (`EINVAL`).
/// - Of a long packet it shows the first fragment alone, [#LONGEST] bytes: 3,520 with pages of
///   4 KiB. The rest is there, and comes back, but is not between `data` and
///   `data_end`. A shorter first fragment, as [XdpPacket#split] asks for, needs Linux 6.18.
public final class TestRun {
  /// The shortest packet that the kernel takes by itself (`ETH_HLEN`).
  public static final int SHORTEST = 14;

  /// The longest packet that a program sees whole, in bytes: a page less `XDP_PACKET_HEADROOM` (256) and
  /// the room of `struct skb_shared_info` (320 on Linux 6.18).
  public static final int LONGEST = Mapping.PAGE_SIZE - 256 - 320;

  // PROG_TEST_RUN
  private static final int PROG_FD = 0;
  private static final int RETVAL = 4;
  private static final int DATA_SIZE_IN = 8;
  private static final int DATA_SIZE_OUT = 12;
  private static final int DATA_IN = 16;
  private static final int DATA_OUT = 24;
  private static final int REPEAT = 32;
  private static final int CTX_SIZE_IN = 40;
  private static final int CTX_SIZE_OUT = 44;
  private static final int CTX_IN = 48;
  private static final int CTX_OUT = 56;
  private static final int SIZE = 80;
  // struct xdp_md
  private static final int XDP_DATA = 0;
  private static final int XDP_DATA_END = 4;
  private static final int XDP_DATA_META = 8;
  private static final int XDP_INGRESS_IFINDEX = 12;
  private static final int XDP_RX_QUEUE_INDEX = 16;
  private static final int XDP_MD_SIZE = 24;

  /// A program may move head and tail by so much: within a page.
  private static final int GROWTH = Mapping.PAGE_SIZE;

  private static final int LOOPBACK = 1;

  /// Whether this kernel takes and gives back a context, from Linux 5.15 on.
  private static final boolean CONTEXTS =
      KernelVersion.of(System.getProperty("os.version")).compareTo(new KernelVersion(5, 15)) >= 0;

  private final MemorySegment attributes;
  private final MemorySegment context;
  private MemorySegment in;
  private MemorySegment out;
  private int padding;
  private boolean withContext;

  /// With room for usual packets; grows when needed.
  public TestRun() {
    var arena = Arena.ofAuto();
    attributes = arena.allocate(SIZE, Long.BYTES);
    context = arena.allocate(XDP_MD_SIZE, Long.BYTES);
    in = arena.allocate(2048, Long.BYTES);
    out = arena.allocate(2048 + GROWTH, Long.BYTES);
  }

  /// Runs `program` on `packet`, which must name an interface of the calling thread's network
  /// namespace.
  ///
  /// @param repeat how often, on the same packet with the changes of the runs before; 1 is quick, 2
  ///     and more cost milliseconds
  /// @return 0 or the negated error number: `ENODEV` for no such interface, `EINVAL` for no such queue
  public long run(FileDescriptor program, XdpPacket packet, int repeat) {
    int metadata = packet.start() - packet.metaStart();
    int first = packet.firstEnd() - packet.start();
    // where the kernel splits a large packet by itself, it need not be told
    boolean split = first < packet.length() && first != LONGEST - metadata;
    padding = Math.max(0, SHORTEST - packet.length());
    int given = metadata + packet.length();
    int size = given + padding;
    if (in.byteSize() < size) {
      in = Arena.ofAuto().allocate(size, Long.BYTES);
      out = Arena.ofAuto().allocate(size + GROWTH, Long.BYTES);
    }
    MemorySegment.copy(packet.buffer(), packet.metaStart(), in, JAVA_BYTE, 0, given);
    boolean elsewhere = packet.ingressInterface() != LOOPBACK || packet.rxQueue() != 0;
    withContext = CONTEXTS || padding > 0 || elsewhere || metadata > 0 || split;
    context.set(JAVA_INT, XDP_DATA, metadata);
    context.set(JAVA_INT, XDP_DATA_END, split ? metadata + first : given);
    context.set(JAVA_INT, XDP_DATA_META, 0);
    // without an interface the kernel takes the loopback device and its queue 0
    context.set(JAVA_INT, XDP_INGRESS_IFINDEX, elsewhere ? packet.ingressInterface() : 0);
    context.set(JAVA_INT, XDP_RX_QUEUE_INDEX, elsewhere ? packet.rxQueue() : 0);
    attributes.set(JAVA_INT, RETVAL, 0);
    attributes.set(JAVA_INT, DATA_SIZE_IN, size);
    attributes.set(JAVA_INT, DATA_SIZE_OUT, (int) out.byteSize());
    attributes.set(JAVA_LONG, DATA_IN, in.address());
    attributes.set(JAVA_LONG, DATA_OUT, out.address());
    attributes.set(JAVA_INT, REPEAT, repeat);
    attributes.set(JAVA_INT, CTX_SIZE_IN, withContext ? XDP_MD_SIZE : 0);
    attributes.set(JAVA_INT, CTX_SIZE_OUT, withContext ? XDP_MD_SIZE : 0);
    attributes.set(JAVA_LONG, CTX_IN, withContext ? context.address() : 0);
    attributes.set(JAVA_LONG, CTX_OUT, withContext ? context.address() : 0);
    attributes.set(JAVA_INT, PROG_FD, program.acquire());
    try {
      return Command.PROG_TEST_RUN.call(attributes);
    } finally {
      program.release();
    }
  }

  /// The verdict of the last run.
  public int verdict() {
    return attributes.get(JAVA_INT, RETVAL);
  }

  /// Gives `packet`, the one that was run, the bytes and metadata that it has after the run.
  public void copyTo(XdpPacket packet) {
    int metadata = withContext ? context.get(JAVA_INT, XDP_DATA) : 0;
    int length = attributes.get(JAVA_INT, DATA_SIZE_OUT) - padding - metadata;
    int before = packet.start() - packet.metaStart();
    if (length == packet.length() && metadata == before) {
      MemorySegment.copy(out, JAVA_BYTE, 0, packet.buffer(), packet.metaStart(), metadata + length);
    } else {
      var changed = out.asSlice(0, (long) metadata + length).toArray(JAVA_BYTE);
      packet.set(changed, metadata, length);
      packet.setMetadata(changed, 0, metadata);
    }
    if (withContext) {
      packet.split(context.get(JAVA_INT, XDP_DATA_END) - metadata);
    }
  }
}
