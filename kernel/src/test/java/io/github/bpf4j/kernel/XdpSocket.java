package io.github.bpf4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.Mapping;
import io.github.bpf4j.kernel.sys.Syscall;
import io.github.bpf4j.kernel.sys.SystemException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// An AF_XDP socket that receives (`Documentation/networking/af_xdp.rst`, `include/uapi/linux/if_xdp.h`):
/// eight buffers of a page, bound to queue 0 of an interface, copying.
final class XdpSocket implements AutoCloseable {
  private static final int AF_XDP = 44;
  private static final int SOCK_RAW = 3;
  private static final int SOL_XDP = 283;
  private static final int MMAP_OFFSETS = 1;
  private static final int RX_RING = 2;
  private static final int UMEM_REG = 4;
  private static final int UMEM_FILL_RING = 5;
  private static final int UMEM_COMPLETION_RING = 6;
  private static final long PGOFF_FILL_RING = 0x1_0000_0000L;
  private static final short COPY = 2;
  private static final long PATIENCE_MILLIS = 5_000;

  private static final int BUFFERS = 8;
  private static final int BUFFER = 4096;

  // struct xdp_mmap_offsets: of each ring producer, consumer, descriptors, flags
  private static final int RX_OFFSETS = 0;
  private static final int FILL_OFFSETS = 64;
  private static final int OFFSETS_SIZE = 128;
  private static final int DESC_SIZE = 16;

  private static final VarHandle INT = JAVA_INT.varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(BUFFERS * BUFFER, BUFFER);
  private final MemorySegment offsets = arena.allocate(OFFSETS_SIZE, 8);
  private final FileDescriptor socket;
  private final MemorySegment received;

  XdpSocket(int interfaceIndex) {
    socket = SystemException.open("XDP socket", Syscall.SOCKET.call(AF_XDP, SOCK_RAW, 0));
    var registration = arena.allocate(32, 8);
    registration.set(JAVA_LONG, 0, memory.address());
    registration.set(JAVA_LONG, 8, memory.byteSize());
    registration.set(JAVA_INT, 16, BUFFER);
    Libc.setOption(socket, SOL_XDP, UMEM_REG, registration);
    var size = arena.allocateFrom(JAVA_INT, BUFFERS);
    for (int ring : new int[] {UMEM_FILL_RING, UMEM_COMPLETION_RING, RX_RING}) {
      Libc.setOption(socket, SOL_XDP, ring, size);
    }
    Libc.getOption(
        socket, SOL_XDP, MMAP_OFFSETS, offsets, arena.allocateFrom(JAVA_INT, OFFSETS_SIZE));
    fill();
    received =
        Mapping.map(
            socket, 0, offsets.get(JAVA_LONG, RX_OFFSETS + 16) + BUFFERS * DESC_SIZE, true, arena);
    var address = arena.allocate(16, 8);
    address.set(JAVA_SHORT, 0, (short) AF_XDP);
    address.set(JAVA_SHORT, 2, COPY);
    address.set(JAVA_INT, 4, interfaceIndex);
    Libc.bind(socket, address);
  }

  /// Gives the kernel all buffers.
  private void fill() {
    long descriptors = offsets.get(JAVA_LONG, FILL_OFFSETS + 16);
    var ring =
        Mapping.map(socket, PGOFF_FILL_RING, descriptors + BUFFERS * Long.BYTES, true, arena);
    for (int i = 0; i < BUFFERS; i++) {
      ring.set(JAVA_LONG, descriptors + (long) i * Long.BYTES, (long) i * BUFFER);
    }
    INT.setRelease(ring, offsets.get(JAVA_LONG, FILL_OFFSETS), BUFFERS);
  }

  /// The socket's number, for a map.
  int number() {
    int number = socket.acquire();
    socket.release();
    return number;
  }

  /// The `index`th frame that came in, counted from 0 and below 8, or null if it does not come for seconds.
  byte @Nullable [] receive(int index) throws InterruptedException {
    long producer = offsets.get(JAVA_LONG, RX_OFFSETS);
    long descriptor = offsets.get(JAVA_LONG, RX_OFFSETS + 16) + (long) index * DESC_SIZE;
    for (long waited = 0; waited < PATIENCE_MILLIS; waited++) {
      if ((int) INT.getAcquire(received, producer) > index) {
        long at = received.get(JAVA_LONG, descriptor);
        return memory.asSlice(at, received.get(JAVA_INT, descriptor + 8)).toArray(JAVA_BYTE);
      }
      Thread.sleep(1);
    }
    return null;
  }

  @Override
  public void close() {
    socket.close();
    arena.close();
  }
}
