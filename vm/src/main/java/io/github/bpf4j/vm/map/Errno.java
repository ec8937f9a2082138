package io.github.bpf4j.vm.map;

/// The error numbers that maps and helpers give to programs, as negative numbers
/// (`include/uapi/asm-generic/errno-base.h`, `errno.h`).
public final class Errno {
  /// No such key.
  public static final int ENOENT = 2;

  /// The map is full, or an array has no such index.
  public static final int E2BIG = 7;

  /// Try again: the ring buffer is full.
  public static final int EAGAIN = 11;

  /// Not allowed: the metadata of the packet would have a bad size.
  public static final int EACCES = 13;

  /// Beyond what can be.
  public static final int EFAULT = 14;

  /// It was done before.
  public static final int EBUSY = 16;

  /// The key is there already.
  public static final int EEXIST = 17;

  /// An argument makes no sense.
  public static final int EINVAL = 22;

  /// The trie is full.
  public static final int ENOSPC = 28;

  /// The map cannot do that.
  public static final int EOPNOTSUPP = 95;

  private Errno() {}
}
