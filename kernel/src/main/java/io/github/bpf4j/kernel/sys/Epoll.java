package io.github.bpf4j.kernel.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/// Waits until one file is readable or somebody calls [#wake] (epoll(7) and eventfd(2)).
///
/// Everything but [#wake] belongs to the thread that waits.
public final class Epoll implements AutoCloseable {
  // include/uapi/linux/eventpoll.h; the struct is packed on x86-64 alone
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLLIN = 1;
  private static final int DATA = System.getProperty("os.arch").equals("amd64") ? 4 : 8;
  private static final int EVENT_SIZE = DATA + 8;
  private static final int MAX_EVENTS = 2;
  // include/uapi/linux/eventfd.h
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;

  private static final long FILE = 0;
  private static final long WAKE = 1;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment events = arena.allocate((long) EVENT_SIZE * MAX_EVENTS, 8);
  private final MemorySegment counter = arena.allocate(JAVA_LONG);
  private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
  private final FileDescriptor epoll;
  private final FileDescriptor wake;

  /// Waits for `file`, which must stay open meanwhile.
  ///
  /// @throws SystemException if the process or the system has too many open files
  public Epoll(FileDescriptor file) {
    epoll = SystemException.open("epoll", Syscall.EPOLL_CREATE1.call(EPOLL_CLOEXEC));
    try {
      wake = SystemException.open("eventfd", Syscall.EVENTFD2.call(0, EFD_CLOEXEC | EFD_NONBLOCK));
    } catch (SystemException e) {
      epoll.close();
      throw e;
    }
    try {
      add(file, FILE);
      add(wake, WAKE);
    } catch (SystemException e) {
      close();
      throw e;
    }
  }

  private void add(FileDescriptor file, long tag) {
    events.set(JAVA_INT_UNALIGNED, 0, EPOLLIN);
    events.set(JAVA_LONG_UNALIGNED, DATA, tag);
    long result =
        Syscall.EPOLL_CTL.call(epoll.acquire(), EPOLL_CTL_ADD, file.acquire(), events.address());
    epoll.release();
    file.release();
    SystemException.check("cannot wait for " + file.what(), result);
  }

  /// Waits, without using the processor, until the file is readable, [#wake] was called, or the time is
  /// over.
  ///
  /// @param timeout the longest to wait, below 0 for ever
  public void await(long timeout, TimeUnit unit) {
    int millis = timeout < 0 ? -1 : (int) Math.min(Integer.MAX_VALUE, unit.toMillis(timeout));
    int number = epoll.acquire();
    try {
      long ready = Syscall.EPOLL_PWAIT.call(number, events.address(), MAX_EVENTS, millis, 0, 0);
      if (Errno.EINTR.is(ready)) {
        return;
      }
      SystemException.check("cannot wait for records", ready);
      for (int i = 0; i < ready; i++) {
        if (events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_SIZE + DATA) == WAKE) {
          Syscall.READ.call(wake.acquire(), counter.address(), counter.byteSize());
          wake.release();
        }
      }
    } finally {
      epoll.release();
    }
  }

  /// Ends the present or the next [#await]. For any thread.
  public void wake() {
    Syscall.WRITE.call(wake.acquire(), one.address(), one.byteSize());
    wake.release();
  }

  @Override
  public void close() {
    epoll.close();
    wake.close();
    arena.close();
  }
}
