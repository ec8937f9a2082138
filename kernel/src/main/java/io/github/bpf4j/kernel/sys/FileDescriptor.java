package io.github.bpf4j.kernel.sys;

import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An open file descriptor: closed once, and never while another thread is in a system call with it,
/// so that the number cannot mean another file meanwhile.
///
/// Where the system property `bpf4j.traceDescriptors` is `true`, every open descriptor is known by
/// the place that opened it, see [#open].
public final class FileDescriptor implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final int CLOSED = 1 << 31;
  private static final @Nullable Map<FileDescriptor, Throwable> OPEN =
      Boolean.getBoolean("bpf4j.traceDescriptors") ? new ConcurrentHashMap<>() : null;

  private final int number;
  private final String what;

  /// How many calls use the descriptor now; [#CLOSED] once it is to be closed.
  private final AtomicInteger uses = new AtomicInteger();

  /// Takes over an open descriptor.
  ///
  /// @param number what the kernel gave, 0 or above
  /// @param what what it is, for messages: `map "SEEN"`
  public FileDescriptor(int number, String what) {
    this.number = number;
    this.what = what;
    if (OPEN != null) {
      OPEN.put(this, new Throwable(what + " (descriptor " + number + ") was opened here"));
    }
  }

  /// What it is, for messages.
  public String what() {
    return what;
  }

  /// Begins a use: the descriptor stays open until [#release].
  ///
  /// @return the descriptor's number
  /// @throws IllegalStateException if it is closed
  public int acquire() {
    int now;
    do {
      now = uses.get();
      if ((now & CLOSED) != 0) {
        throw new IllegalStateException(what + " is closed");
      }
    } while (!uses.compareAndSet(now, now + 1));
    return number;
  }

  /// Ends a use.
  public void release() {
    if (uses.decrementAndGet() == CLOSED) {
      closeNow();
    }
  }

  /// Whether [#close] was called.
  public boolean isClosed() {
    return (uses.get() & CLOSED) != 0;
  }

  /// Closes the descriptor, at the latest when its last use has ended. Idempotent.
  @Override
  public void close() {
    if (uses.getAndUpdate(now -> now | CLOSED) == 0) {
      closeNow();
    }
  }

  /// Closes the descriptor when nothing leads to `owner` any more, through which alone it is used.
  public void closeAfter(Object owner) {
    CLEANER.register(owner, this::close);
  }

  private void closeNow() {
    if (OPEN != null) {
      OPEN.remove(this);
    }
    // a failed close(2) has freed the number all the same: there is nothing to do about it
    Syscall.CLOSE.call(number);
  }

  @Override
  public String toString() {
    return what + " (descriptor " + number + ")";
  }

  /// The descriptors that are open, each as a throwable whose stack trace tells who opened it.
  ///
  /// @throws IllegalStateException if the system property was not set when this class was loaded
  public static List<Throwable> open() {
    if (OPEN == null) {
      throw new IllegalStateException("start the JVM with -Dbpf4j.traceDescriptors=true");
    }
    return List.copyOf(OPEN.values());
  }
}
