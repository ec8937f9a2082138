package io.github.bpf4j.kernel.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The system calls that this module makes, and their numbers on each architecture (x86-64:
/// `arch/x86/entry/syscalls/syscall_64.tbl`; others: `include/uapi/asm-generic/unistd.h`, which
/// arm64 and riscv64 share).
///
/// Memory is passed as the address of a segment, so the caller keeps the segment alive until the
/// call returns.
public enum Syscall {
  /// `ssize_t read(int fd, void *buf, size_t count)`.
  READ(0, 63),
  /// `ssize_t write(int fd, const void *buf, size_t count)`.
  WRITE(1, 64),
  /// `int close(int fd)`.
  CLOSE(3, 57),
  /// `void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)`.
  MMAP(9, 222),
  /// `int munmap(void *addr, size_t length)`.
  MUNMAP(11, 215),
  /// `int socket(int domain, int type, int protocol)`.
  SOCKET(41, 198),
  /// `ssize_t sendto(int fd, const void *buf, size_t len, int flags, addr, addrlen)`.
  SENDTO(44, 206),
  /// `ssize_t recvfrom(int fd, void *buf, size_t len, int flags, addr, addrlen)`.
  RECVFROM(45, 207),
  /// `int epoll_pwait(int epfd, events, int maxevents, int timeout, sigmask, size_t size)`.
  EPOLL_PWAIT(281, 22),
  /// `int epoll_ctl(int epfd, int op, int fd, event)`.
  EPOLL_CTL(233, 21),
  /// `int eventfd2(unsigned int initval, int flags)`.
  EVENTFD2(290, 19),
  /// `int epoll_create1(int flags)`.
  EPOLL_CREATE1(291, 20),
  /// `int prlimit64(pid_t pid, int resource, const new_limit, old_limit)`.
  PRLIMIT64(302, 261),
  /// `int bpf(int cmd, union bpf_attr *attr, unsigned int size)`.
  BPF(321, 280);

  private final int number;

  Syscall(int x86, int generic) {
    this.number = Native.X86 ? x86 : generic;
  }

  /// Makes the call with arguments of 0.
  ///
  /// @return the result, or the negated error number
  public long call() {
    return call(0, 0, 0, 0, 0, 0);
  }

  /// Makes the call with one argument, the others 0.
  public long call(long a) {
    return call(a, 0, 0, 0, 0, 0);
  }

  /// Makes the call with two arguments, the others 0.
  public long call(long a, long b) {
    return call(a, b, 0, 0, 0, 0);
  }

  /// Makes the call with three arguments, the others 0.
  public long call(long a, long b, long c) {
    return call(a, b, c, 0, 0, 0);
  }

  /// Makes the call with four arguments, the others 0.
  public long call(long a, long b, long c, long d) {
    return call(a, b, c, d, 0, 0);
  }

  /// Makes the call.
  ///
  /// @return the result, or the negated error number
  public long call(long a, long b, long c, long d, long e, long f) {
    return Native.call(number, a, b, c, d, e, f);
  }

  /// Whether this process can make Linux system calls at all: Linux on a known architecture.
  public static boolean available() {
    return System.getProperty("os.name").equals("Linux")
        && switch (System.getProperty("os.arch")) {
          case "amd64", "aarch64", "riscv64" -> true;
          default -> false;
        };
  }

  /// The one downcall: libc's `long syscall(long number, ...)`. Apart, because nothing of it may be
  /// touched where the system is not Linux.
  private static final class Native {
    static final boolean X86 = System.getProperty("os.arch").equals("amd64");

    private static final VarHandle ERRNO =
        Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATE =
        ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));
    private static final MethodHandle SYSCALL = link();

    private static MethodHandle link() {
      var linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          Linker.Option.captureCallState("errno"));
    }

    static long call(long number, long a, long b, long c, long d, long e, long f) {
      var state = STATE.get();
      try {
        long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
        // errno is stale after a success
        return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
      } catch (RuntimeException | Error exception) {
        throw exception;
      } catch (Throwable impossible) {
        throw new AssertionError("a downcall threw a checked exception", impossible);
      }
    }

    private Native() {}
  }
}
