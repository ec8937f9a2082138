package io.github.bpf4j.pcap;

import java.io.IOException;
import java.util.OptionalLong;

/// The capture itself is at fault: it is truncated, corrupt, of another format, or cannot be opened.
///
/// The message is one line for the user: the file, the byte offset, and what is wrong there, as in
/// `capture.pcap: truncated at byte 1234: packet 17 says 60 bytes, 12 are left`.
public final class CaptureException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final long NO_OFFSET = -1;

  private final String file;
  private final long offset;

  private CaptureException(String file, long offset, String message) {
    super(file + ": " + message);
    this.file = file;
    this.offset = offset;
  }

  static CaptureException at(String file, long offset, String message) {
    return new CaptureException(file, offset, message);
  }

  static CaptureException withoutOffset(String file, String message) {
    return new CaptureException(file, NO_OFFSET, message);
  }

  /// The name of the capture, as it was given when it was opened.
  public String file() {
    return file;
  }

  /// Where the fault is, in bytes from the start of the capture: for a truncation, the offset at which the data end.
  /// In a capture compressed with gzip it counts uncompressed bytes. Empty where the file could not be opened at all.
  public OptionalLong offset() {
    return offset == NO_OFFSET ? OptionalLong.empty() : OptionalLong.of(offset);
  }
}
