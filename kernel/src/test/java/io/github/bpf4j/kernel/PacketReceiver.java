package io.github.bpf4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.Syscall;
import io.github.bpf4j.kernel.sys.SystemException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Receives the frames that come in by an interface of the calling thread's network namespace, as they
/// reach the network stack (packet(7)).
final class PacketReceiver implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final short ETH_P_ALL_SWAPPED = 0x0300;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int PACKET_OUTGOING = 4;
  private static final long PATIENCE_MILLIS = 5_000;

  // struct sockaddr_ll
  private static final int PROTOCOL = 2;
  private static final int IFINDEX = 4;
  private static final int PKTTYPE = 10;
  private static final int ADDRESS_SIZE = 20;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment address = arena.allocate(ADDRESS_SIZE, 8);
  private final MemorySegment length = arena.allocate(JAVA_INT);
  private final MemorySegment frame = arena.allocate(65_536, 8);
  private final FileDescriptor socket;

  PacketReceiver(int interfaceIndex) {
    socket = SystemException.open("packet socket", Syscall.SOCKET.call(AF_PACKET, SOCK_RAW, 0));
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(JAVA_SHORT, PROTOCOL, ETH_P_ALL_SWAPPED);
    address.set(JAVA_INT, IFINDEX, interfaceIndex);
    Libc.bind(socket, address);
  }

  /// The next frame that came in, or null if none comes for seconds.
  byte @Nullable [] receive() {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (System.nanoTime() < end) {
      long size = receiveNow();
      if (size >= 0 && address.get(JAVA_BYTE, PKTTYPE) != PACKET_OUTGOING) {
        return frame.asSlice(0, size).toArray(JAVA_BYTE);
      }
      if (Errno.EAGAIN.is(size)) {
        LockSupport.parkNanos(100_000);
      } else if (size < 0) {
        throw new SystemException("cannot receive a frame", size);
      }
    }
    return null;
  }

  private long receiveNow() {
    length.set(JAVA_INT, 0, ADDRESS_SIZE);
    int number = socket.acquire();
    try {
      return Syscall.RECVFROM.call(
          number,
          frame.address(),
          frame.byteSize(),
          MSG_DONTWAIT,
          address.address(),
          length.address());
    } finally {
      socket.release();
    }
  }

  @Override
  public void close() {
    socket.close();
    arena.close();
  }
}
