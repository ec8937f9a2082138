package io.github.bpf4j.kernel.sys;

/// Error numbers that the kernel gives to this module (`include/uapi/asm-generic/errno-base.h` and
/// `errno.h`; the architectures of [Syscall] share them), with their meaning in words.
public enum Errno {
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such entry"),
  EINTR(4, "interrupted"),
  EIO(5, "input/output error"),
  E2BIG(7, "too big"),
  EBADF(9, "bad file descriptor"),
  EAGAIN(11, "try again"),
  ENOMEM(12, "out of memory"),
  EACCES(13, "permission denied"),
  EFAULT(14, "bad address"),
  EBUSY(16, "busy"),
  EEXIST(17, "exists already"),
  ENODEV(19, "no such device"),
  EINVAL(22, "invalid argument"),
  ENFILE(23, "too many open files in the system"),
  EMFILE(24, "too many open files in the process"),
  ENOSPC(28, "no space left"),
  ERANGE(34, "out of range"),
  ENAMETOOLONG(36, "name too long"),
  ENOSYS(38, "no such system call"),
  EPROTO(71, "protocol error"),
  ENOTSUP(95, "not supported"),
  EADDRINUSE(98, "in use"),
  ENOBUFS(105, "no buffer space"),
  EINPROGRESS(115, "in progress"),
  ESTALE(116, "stale"),
  /// Within the kernel only, but XDP code of drivers lets it out.
  ENOTSUPP(524, "not supported by this kernel or driver");

  private static final Errno[] ALL = values();

  private final int number;
  private final String text;

  Errno(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /// The number, above 0.
  public int number() {
    return number;
  }

  /// Whether `result` is this failure.
  ///
  /// @param result what a [Syscall] returned
  public boolean is(long result) {
    return result == -number;
  }

  /// A failure in words, such as `operation not permitted (EPERM)`.
  ///
  /// @param result what a [Syscall] returned, below 0
  public static String describe(long result) {
    for (var errno : ALL) {
      if (errno.is(result)) {
        return errno.text + " (" + errno + ")";
      }
    }
    return "error number " + -result;
  }
}
