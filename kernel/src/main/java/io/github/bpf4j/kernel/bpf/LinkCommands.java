package io.github.bpf4j.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.bpf4j.kernel.sys.FileDescriptor;
import java.lang.foreign.Arena;

/// Attaches programs by links: an attachment that ends with its last file descriptor, so at the
/// latest with the process.
public final class LinkCommands {
  // LINK_CREATE
  private static final int PROG_FD = 0;
  private static final int TARGET_IFINDEX = 4;
  private static final int ATTACH_TYPE = 8;
  private static final int CREATE_FLAGS = 12;
  private static final int CREATE_SIZE = 16;
  // LINK_UPDATE, LINK_DETACH
  private static final int LINK_FD = 0;
  private static final int NEW_PROG_FD = 4;
  private static final int UPDATE_SIZE = 16;
  private static final int DETACH_SIZE = 4;

  private LinkCommands() {}

  /// Attaches.
  ///
  /// @param target an interface index for XDP
  /// @param attachType the kernel's number (`enum bpf_attach_type`)
  /// @param flags for XDP the mode, `XDP_FLAGS_…`
  /// @return a file descriptor or the negated error number
  public static long create(FileDescriptor program, int target, int attachType, int flags) {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocate(CREATE_SIZE, Long.BYTES);
      attributes.set(JAVA_INT, TARGET_IFINDEX, target);
      attributes.set(JAVA_INT, ATTACH_TYPE, attachType);
      attributes.set(JAVA_INT, CREATE_FLAGS, flags);
      attributes.set(JAVA_INT, PROG_FD, program.acquire());
      try {
        return Command.LINK_CREATE.call(attributes);
      } finally {
        program.release();
      }
    }
  }

  /// Puts another program in the place of the link's, without a moment in between.
  public static long update(FileDescriptor link, FileDescriptor program) {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocate(UPDATE_SIZE, Long.BYTES);
      attributes.set(JAVA_INT, LINK_FD, link.acquire());
      try {
        attributes.set(JAVA_INT, NEW_PROG_FD, program.acquire());
        try {
          return Command.LINK_UPDATE.call(attributes);
        } finally {
          program.release();
        }
      } finally {
        link.release();
      }
    }
  }

  /// Ends the attachment; the descriptor stays valid.
  public static long detach(FileDescriptor link) {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocate(DETACH_SIZE, Long.BYTES);
      attributes.set(JAVA_INT, LINK_FD, link.acquire());
      try {
        return Command.LINK_DETACH.call(attributes);
      } finally {
        link.release();
      }
    }
  }
}
