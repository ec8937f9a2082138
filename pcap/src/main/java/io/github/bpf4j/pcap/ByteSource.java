package io.github.bpf4j.pcap;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A stream seen through a buffer of fixed size: ask for some bytes with [#request], look at them with the getters,
/// step over them with [#advance]. It knows its offset, so that every error can name it.
final class ByteSource implements AutoCloseable {
  private static final int CAPACITY = 1 << 16;

  private static final VarHandle SHORT_LE = view(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT_BE = view(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LE = view(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_BE = view(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_LE = view(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BE = view(long[].class, ByteOrder.BIG_ENDIAN);

  private final InputStream in;
  private final String file;
  private final boolean gzip;
  private final byte[] buffer = new byte[CAPACITY];
  private long bufferOffset;
  private int position;
  private int limit;
  private boolean bigEndian;

  private ByteSource(InputStream in, String file, boolean gzip) {
    this.in = in;
    this.file = file;
    this.gzip = gzip;
  }

  static ByteSource of(InputStream in, String file) {
    return new ByteSource(in, file, false);
  }

  private static VarHandle view(Class<?> arrayType, ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, order);
  }

  /// The bytes from here on, decompressed. This source must not be used any more.
  ByteSource gunzip() throws IOException {
    var rest =
        new SequenceInputStream(new ByteArrayInputStream(buffer, position, limit - position), in);
    try {
      return new ByteSource(new GZIPInputStream(rest, CAPACITY), file, true);
    } catch (EOFException | ZipException e) {
      throw CaptureException.at(
          file, 0, "byte 0: the gzip header is broken (" + e.getMessage() + ")");
    }
  }

  /// Makes the next bytes visible to the getters.
  ///
  /// @param count how many are wanted, at most 65,536
  /// @return how many are there: fewer than `count` only where the data end
  int request(int count) throws IOException {
    if (limit - position < count) {
      compact();
      while (limit < count && fill()) {
        // One read may bring less than what is wanted.
      }
    }
    return Math.min(count, limit - position);
  }

  /// Steps over bytes that were requested.
  void advance(int count) {
    position += count;
  }

  /// Copies the next bytes out.
  ///
  /// @return how many were there: fewer than `count` only where the data end
  int read(byte[] target, int count) throws IOException {
    int done = 0;
    while (done < count) {
      int step = Math.min(request(1) == 0 ? 0 : limit - position, count - done);
      if (step == 0) {
        return done;
      }
      System.arraycopy(buffer, position, target, done, step);
      position += step;
      done += step;
    }
    return done;
  }

  /// Steps over bytes that need not have been requested.
  ///
  /// @return how many were there: fewer than `count` only where the data end
  long skip(long count) throws IOException {
    long left = count;
    while (left > 0 && request(1) > 0) {
      int step = (int) Math.min(left, limit - position);
      position += step;
      left -= step;
    }
    return count - left;
  }

  private void compact() {
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    bufferOffset += position;
    limit -= position;
    position = 0;
  }

  private boolean fill() throws IOException {
    try {
      int count = in.read(buffer, limit, CAPACITY - limit);
      limit += Math.max(count, 0);
      return count >= 0;
    } catch (EOFException e) {
      throw gzip ? truncated("the gzip stream ends too early") : e;
    } catch (ZipException e) {
      throw corrupt(bufferOffset + limit, "the gzip stream is corrupt (" + e.getMessage() + ")");
    } catch (IOException e) {
      var at = bufferOffset + limit;
      throw new IOException(file + ": cannot be read at " + place(at) + ": " + e.getMessage(), e);
    }
  }

  void order(ByteOrder order) {
    bigEndian = order == ByteOrder.BIG_ENDIAN;
  }

  ByteOrder order() {
    return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /// The offset of the next byte from the start of the (uncompressed) data.
  long offset() {
    return bufferOffset + position;
  }

  /// The offset up to which bytes have been read; once a `request`, `read` or `skip` fell short, the end of the data.
  long end() {
    return bufferOffset + limit;
  }

  byte int8(int at) {
    return buffer[position + at];
  }

  int uint16(int at) {
    return Short.toUnsignedInt(
        bigEndian
            ? (short) SHORT_BE.get(buffer, position + at)
            : (short) SHORT_LE.get(buffer, position + at));
  }

  int int32(int at) {
    return bigEndian
        ? (int) INT_BE.get(buffer, position + at)
        : (int) INT_LE.get(buffer, position + at);
  }

  long uint32(int at) {
    return Integer.toUnsignedLong(int32(at));
  }

  long int64(int at) {
    return bigEndian
        ? (long) LONG_BE.get(buffer, position + at)
        : (long) LONG_LE.get(buffer, position + at);
  }

  /// The next bytes as UTF-8, up to the first NUL.
  String text(int length) {
    var text = new String(buffer, position, length, StandardCharsets.UTF_8);
    int nul = text.indexOf(0);
    return nul < 0 ? text : text.substring(0, nul);
  }

  /// An error in the data at an offset.
  CaptureException corrupt(long offset, String message) {
    return CaptureException.at(file, offset, place(offset) + ": " + message);
  }

  /// The error of data that end too early; it names the offset where they end, which is known after a short `request`,
  /// `read` or `skip`.
  CaptureException truncated(String message) {
    return CaptureException.at(file, end(), "truncated at " + place(end()) + ": " + message);
  }

  private String place(long offset) {
    return "byte " + offset + (gzip ? " of the uncompressed data" : "");
  }

  /// Closes the stream, and the decompressor in front of it.
  @Override
  public void close() throws IOException {
    in.close();
  }
}
