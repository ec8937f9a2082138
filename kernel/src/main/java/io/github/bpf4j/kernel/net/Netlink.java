package io.github.bpf4j.kernel.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.Syscall;
import io.github.bpf4j.kernel.sys.SystemException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A netlink socket: sends one request at a time and gathers the answers. For one thread.
///
/// A message is a header (`struct nlmsghdr` in `include/uapi/linux/netlink.h`: length u32, type u16,
/// flags u16, sequence u32, port u32), a fixed part, and attributes (length u16, type u16, value,
/// aligned to 4). All native-endian.
final class Netlink implements AutoCloseable {
  /// Interfaces, addresses, routes.
  static final int ROUTE = 0;

  /// Families registered by name.
  static final int GENERIC = 16;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;

  private static final int HEADER_SIZE = 16;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int NLM_F_REQUEST = 1;
  private static final int NLM_F_ACK = 4;
  private static final int NLM_F_DUMP = 0x300;

  private static final int ATTRIBUTE_HEADER = 4;
  private static final int ATTRIBUTE_TYPE_MASK = 0x3fff;

  /// More than the kernel puts into one answer.
  private static final int BUFFER_SIZE = 256 * 1024;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BUFFER_SIZE, Long.BYTES);
  private final FileDescriptor socket;

  Netlink(int protocol) {
    socket =
        SystemException.open(
            "netlink socket", Syscall.SOCKET.call(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  }

  /// Asks for all objects of a kind.
  ///
  /// @param body the fixed part and attributes of the request
  /// @return what follows the header of each answer
  List<ByteBuffer> dump(int type, ByteBuffer body) {
    return request(type, NLM_F_REQUEST | NLM_F_DUMP, body);
  }

  /// Asks for one object.
  List<ByteBuffer> get(int type, ByteBuffer body) {
    return request(type, NLM_F_REQUEST | NLM_F_ACK, body);
  }

  private List<ByteBuffer> request(int type, int flags, ByteBuffer body) {
    int length = HEADER_SIZE + body.remaining();
    buffer
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .putInt(length)
        .putShort((short) type)
        .putShort((short) flags)
        .putInt(1)
        .putInt(0)
        .put(body);
    int number = socket.acquire();
    try {
      SystemException.check(
          "cannot send a netlink request",
          Syscall.SENDTO.call(number, buffer.address(), length, 0, 0, 0));
      var answers = new ArrayList<ByteBuffer>();
      boolean more = true;
      while (more) {
        long received =
            SystemException.check(
                "cannot receive a netlink answer",
                Syscall.RECVFROM.call(number, buffer.address(), BUFFER_SIZE, 0, 0, 0));
        more = collect(bytes(received), answers);
      }
      return answers;
    } finally {
      socket.release();
    }
  }

  private ByteBuffer bytes(long size) {
    return ByteBuffer.wrap(buffer.asSlice(0, size).toArray(JAVA_BYTE))
        .order(ByteOrder.nativeOrder());
  }

  /// @return whether more messages will come
  private static boolean collect(ByteBuffer messages, List<ByteBuffer> answers) {
    while (messages.remaining() >= HEADER_SIZE) {
      int start = messages.position();
      int length = messages.getInt(start);
      int type = messages.getShort(start + 4) & 0xffff;
      if (length < HEADER_SIZE || length > messages.remaining()) {
        throw new IllegalStateException("netlink message of " + length + " bytes");
      }
      if (type == NLMSG_DONE) {
        return false;
      }
      if (type == NLMSG_ERROR) {
        SystemException.check("netlink request", messages.getInt(start + HEADER_SIZE));
        return false;
      }
      answers.add(
          messages.slice(start + HEADER_SIZE, length - HEADER_SIZE).order(ByteOrder.nativeOrder()));
      messages.position(Math.min(messages.limit(), start + align(length)));
    }
    return true;
  }

  /// The attributes from the buffer's position on, by type; a later one replaces an earlier.
  static Map<Integer, ByteBuffer> attributes(ByteBuffer from) {
    var attributes = new HashMap<Integer, ByteBuffer>();
    int at = from.position();
    while (at + ATTRIBUTE_HEADER <= from.limit()) {
      int length = from.getShort(at) & 0xffff;
      int type = from.getShort(at + 2) & ATTRIBUTE_TYPE_MASK;
      if (length < ATTRIBUTE_HEADER || at + length > from.limit()) {
        break;
      }
      attributes.put(
          type,
          from.slice(at + ATTRIBUTE_HEADER, length - ATTRIBUTE_HEADER)
              .order(ByteOrder.nativeOrder()));
      at += align(length);
    }
    return attributes;
  }

  /// The text of an attribute, without its NUL.
  static String text(ByteBuffer attribute) {
    var bytes = new byte[attribute.remaining()];
    attribute.get(attribute.position(), bytes);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private static int align(int length) {
    return (length + 3) & ~3;
  }

  @Override
  public void close() {
    socket.close();
    arena.close();
  }
}
