package io.github.bpf4j.pcap;

import static io.github.bpf4j.pcap.CaptureBytes.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Captures as streams: larger than memory, still growing, or failing.
class StreamingTest {
  private static final long LARGE = 200L << 20;

  /// `head` once, then `packet` again and again, as long as the stream is asked to be.
  private static final class Repeated extends InputStream {
    private final byte[] head;
    private final byte[] packet;
    private final long length;
    private long at;

    Repeated(byte[] head, byte[] packet, long packets) {
      this.head = head;
      this.packet = packet;
      this.length = head.length + packets * packet.length;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      if (at == length) {
        return -1;
      }
      int done = 0;
      while (done < count && at < length) {
        boolean inHead = at < head.length;
        byte[] from = inHead ? head : packet;
        int start = (int) (inHead ? at : (at - head.length) % packet.length);
        int step = Math.min(count - done, from.length - start);
        System.arraycopy(from, start, target, offset + done, step);
        done += step;
        at += step;
      }
      return done;
    }
  }

  static Stream<Arguments> formats() {
    return Stream.of(
        Arguments.of(
            "pcap",
            CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1).toBytes(),
            CaptureBytes.in(ByteOrder.LITTLE_ENDIAN).record(1, 2, 64, data(64, 1)).toBytes()),
        Arguments.of(
            "pcapng",
            CaptureBytes.pcapng(ByteOrder.BIG_ENDIAN).interfaceBlock(1).toBytes(),
            CaptureBytes.in(ByteOrder.BIG_ENDIAN).enhanced(0, 1, 64, data(64, 1)).toBytes()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void aCaptureOf200MegabytesIsReadWithoutAllocating(String format, byte[] head, byte[] packet)
      throws Exception {
    long packets = LARGE / packet.length;
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    try (var reader = CaptureReader.open(new Repeated(head, packet, packets), format)) {
      // The first packets load classes.
      for (int i = 0; i < 1000; i++) {
        assertThat(reader.next()).isNotNull();
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      long seen = 1000;
      long bytes = 0;
      for (var p = reader.next(); p != null; p = reader.next()) {
        seen++;
        bytes += p.length();
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      assertThat(seen).isEqualTo(packets);
      assertThat(bytes).isEqualTo((packets - 1000) * 64);
      assertThat(allocated).as("bytes allocated for %d packets", packets).isLessThan(100_000);
    }
  }

  @Test
  void aPacketIsDeliveredBeforeTheNextOneIsWritten() throws Exception {
    var live =
        new InputStream() {
          byte[] available = new byte[0];
          int at;

          void arrives(byte[] bytes) {
            available = bytes;
            at = 0;
          }

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] target, int offset, int count) {
            assertThat(at).as("a live stream would block here").isLessThan(available.length);
            // In small pieces, as a pipe may do.
            int step = Math.min(Math.min(count, 7), available.length - at);
            System.arraycopy(available, at, target, offset, step);
            at += step;
            return step;
          }
        };

    live.arrives(CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1).toBytes());
    try (var reader = CaptureReader.open(live, "-")) {
      for (int i = 1; i <= 3; i++) {
        live.arrives(
            CaptureBytes.in(ByteOrder.LITTLE_ENDIAN).record(i, 0, 60, data(60, i)).toBytes());

        assertThat(CaptureBytes.next(reader).bytes()).isEqualTo(data(60, i));
      }
    }
  }

  @ParameterizedTest(name = "compressed: {0}")
  @ValueSource(booleans = {false, true})
  void closingTheReaderClosesItsStream(boolean compressed) throws Exception {
    byte[] capture = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1).toBytes();
    var closed = new AtomicBoolean();
    var stream =
        new ByteArrayInputStream(compressed ? GzipCaptureTest.gzip(capture) : capture) {
          @Override
          public void close() {
            closed.set(true);
          }
        };

    CaptureReader.open(stream, "-").close();

    assertThat(closed).isTrue();
  }

  @Test
  void aFailingDeviceIsNotTheCapturesFault() throws Exception {
    var head = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1).toBytes();
    var failing =
        new InputStream() {
          private boolean first = true;

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] target, int offset, int count) throws IOException {
            if (first) {
              first = false;
              System.arraycopy(head, 0, target, offset, head.length);
              return head.length;
            }
            throw new IOException("Input/output error");
          }
        };

    try (var reader = CaptureReader.open(failing, "disk.pcap")) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(CaptureException.class)
          .hasMessage("disk.pcap: cannot be read at byte 24: Input/output error");
    }
  }
}
