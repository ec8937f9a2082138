package io.github.bpf4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.Syscall;
import io.github.bpf4j.kernel.sys.SystemException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Sends frames as they are (packet(7)) by an interface of the calling thread's network namespace.
final class PacketSocket implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  // struct sockaddr_ll
  private static final int FAMILY = 0;
  private static final int IFINDEX = 4;
  private static final int ADDRESS_SIZE = 20;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment address = arena.allocate(ADDRESS_SIZE, 8);
  private final MemorySegment frame = arena.allocate(65_536, 8);
  private final FileDescriptor socket;

  PacketSocket(int interfaceIndex) {
    address.set(JAVA_SHORT, FAMILY, (short) AF_PACKET);
    address.set(JAVA_INT, IFINDEX, interfaceIndex);
    socket = SystemException.open("packet socket", Syscall.SOCKET.call(AF_PACKET, SOCK_RAW, 0));
  }

  void send(byte[] bytes) {
    MemorySegment.copy(bytes, 0, frame, JAVA_BYTE, 0, bytes.length);
    int number = socket.acquire();
    try {
      SystemException.check(
          "cannot send a frame",
          Syscall.SENDTO.call(
              number, frame.address(), bytes.length, 0, address.address(), ADDRESS_SIZE));
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
