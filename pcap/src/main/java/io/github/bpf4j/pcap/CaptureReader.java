package io.github.bpf4j.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the packets of one capture, pcap or pcapng, plain or compressed with gzip, in constant memory.
///
/// The stream is read once, forwards. In steady state nothing is allocated for a packet: [#next] fills and returns the
/// same [CapturedPacket] again and again. A reader belongs to one thread at a time.
public final class CaptureReader implements AutoCloseable {
  private static final int GZIP_MAGIC = 0x8b1f;
  private static final int PCAP_MICROS = 0xa1b2c3d4;
  private static final int PCAP_NANOS = 0xa1b23c4d;
  private static final int MAGIC_BYTES = 4;

  private final String name;
  private final ByteSource source;
  private final PacketDecoder decoder;
  private final CapturedPacket packet = new CapturedPacket();
  private @Nullable CaptureException failure;
  private boolean ended;
  private boolean closed;

  private CaptureReader(String name, ByteSource source, PacketDecoder decoder) {
    this.name = name;
    this.source = source;
    this.decoder = decoder;
  }

  /// Opens a capture file.
  ///
  /// @throws CaptureException if there is no such file, if it cannot be read, or if it is not a capture
  /// @throws IOException if the system fails to read it
  public static CaptureReader open(Path file) throws IOException {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      throw CaptureException.withoutOffset(name, "is a directory; give a capture file");
    }
    InputStream in;
    try {
      in = Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw withCause(CaptureException.withoutOffset(name, "no such file"), e);
    } catch (AccessDeniedException e) {
      throw withCause(
          CaptureException.withoutOffset(name, "permission denied; check who may read it"), e);
    }
    boolean opened = false;
    try {
      var reader = open(in, name);
      opened = true;
      return reader;
    } finally {
      if (!opened) {
        in.close();
      }
    }
  }

  /// Opens a capture that comes as a stream, such as standard input. The reader buffers by itself, and closes the stream
  /// when it is closed (not if this method throws).
  ///
  /// @param in read from where it stands; need not be seekable
  /// @param name what messages call the capture
  /// @throws CaptureException if it is not a capture
  /// @throws IOException if the stream fails
  public static CaptureReader open(InputStream in, String name) throws IOException {
    var source = ByteSource.of(in, name);
    if (source.request(2) == 2 && source.uint16(0) == GZIP_MAGIC) {
      source = source.gunzip();
    }
    return new CaptureReader(name, source, decoderFor(source));
  }

  private static PacketDecoder decoderFor(ByteSource source) throws IOException {
    int have = source.request(MAGIC_BYTES);
    if (have == 0) {
      throw source.corrupt(0, "the file is empty: there is not even a capture's header");
    }
    if (have < MAGIC_BYTES) {
      throw source.truncated("a capture begins with a magic number of 4 bytes");
    }
    return switch (source.int32(0)) {
      case PCAP_MICROS ->
          PcapDecoder.open(source, ByteOrder.LITTLE_ENDIAN, TimestampResolution.MICROSECONDS);
      case PCAP_NANOS ->
          PcapDecoder.open(source, ByteOrder.LITTLE_ENDIAN, TimestampResolution.NANOSECONDS);
      case 0xd4c3b2a1 ->
          PcapDecoder.open(source, ByteOrder.BIG_ENDIAN, TimestampResolution.MICROSECONDS);
      case 0x4d3cb2a1 ->
          PcapDecoder.open(source, ByteOrder.BIG_ENDIAN, TimestampResolution.NANOSECONDS);
      case PcapngDecoder.SECTION_HEADER -> PcapngDecoder.open(source);
      default -> {
        var head = new byte[source.request(OtherFile.HEAD)];
        source.read(head, head.length);
        throw source.corrupt(0, OtherFile.describe(head));
      }
    };
  }

  private static CaptureException withCause(CaptureException e, IOException cause) {
    e.initCause(cause);
    return e;
  }

  /// Reads the next packet.
  ///
  /// @return the packet, always the same object with new contents; null at the end of the capture
  /// @throws CaptureException if the capture is truncated or corrupt here: every whole packet before was returned.
  ///     Further calls throw the same again
  /// @throws IOException if the system fails to read the capture
  /// @throws IllegalStateException if the reader is closed
  public @Nullable CapturedPacket next() throws IOException {
    if (closed) {
      throw new IllegalStateException(name + ": the capture is closed");
    }
    if (failure != null) {
      throw failure;
    }
    if (ended) {
      return null;
    }
    try {
      if (decoder.next(packet)) {
        return packet;
      }
    } catch (CaptureException e) {
      failure = e;
      throw e;
    }
    ended = true;
    return null;
  }

  /// The name of the capture, as given to `open`.
  public String name() {
    return name;
  }

  /// Which format the capture has.
  public CaptureFormat format() {
    return decoder.format();
  }

  /// The byte order of the capture's numbers; in pcapng, of the current section.
  public ByteOrder byteOrder() {
    return source.order();
  }

  /// The interfaces described so far, in the order of [CapturedPacket#interfaceIndex]; in pcapng, those of the current
  /// section, which may come after the first call of [#next].
  public List<CaptureInterface> interfaces() {
    return decoder.interfaces();
  }

  /// Closes the underlying file or stream.
  @Override
  public void close() throws IOException {
    closed = true;
    source.close();
  }
}
