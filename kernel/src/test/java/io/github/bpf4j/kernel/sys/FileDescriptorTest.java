package io.github.bpf4j.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// With event counters (eventfd(2)), which everybody may make.
@Timeout(30)
class FileDescriptorTest {
  @BeforeEach
  void needsLinux() {
    assumeTrue(Syscall.available(), "system calls are those of Linux");
  }

  private static FileDescriptor counter() {
    return SystemException.open("counter", Syscall.EVENTFD2.call());
  }

  private static boolean isOpen(int number) {
    return Files.exists(Path.of("/proc/self/fd/" + number));
  }

  @Test
  void closingClosesOnce() {
    var descriptor = counter();
    int number = descriptor.acquire();
    descriptor.release();
    assertThat(isOpen(number)).isTrue();
    descriptor.close();
    assertThat(descriptor.isClosed()).isTrue();
    assertThat(isOpen(number)).isFalse();
    try (var other = counter()) {
      descriptor.close();
      assertThat(isOpen(other.acquire())).as("the number may be in use again").isTrue();
      other.release();
    }
    assertThatThrownBy(descriptor::acquire)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("counter is closed");
  }

  @Test
  void aDescriptorInUseIsClosedAfterItsLastUse() {
    var descriptor = counter();
    int number = descriptor.acquire();
    assertThat(descriptor.acquire()).isEqualTo(number);
    descriptor.close();
    assertThat(isOpen(number)).isTrue();
    descriptor.release();
    assertThat(isOpen(number)).isTrue();
    descriptor.release();
    assertThat(isOpen(number)).isFalse();
  }

  @Test
  void openOnesAreKnownByThePlaceThatOpenedThem() {
    try (var descriptor = counter()) {
      assertThat(FileDescriptor.open())
          .anySatisfy(opened -> {
            assertThat(opened).hasMessageContaining(descriptor.what());
            assertThat(opened.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().startsWith("openOnesAreKnownByThePlace"));
          });
    }
    assertThat(FileDescriptor.open()).isEmpty();
  }

  @Test
  void aFailureIsSaidInWords() {
    long result = Syscall.CLOSE.call(-1);
    assertThat(Errno.EBADF.is(result)).isTrue();
    assertThat(Errno.describe(result)).isEqualTo("bad file descriptor (EBADF)");
    assertThat(Errno.describe(-4000)).isEqualTo("error number 4000");
    assertThatThrownBy(() -> SystemException.check("cannot close", result))
        .hasMessage("cannot close: bad file descriptor (EBADF)");
  }

  @Test
  void aWaitEndsByTimeOrByWaking() {
    try (var descriptor = counter();
        var epoll = new Epoll(descriptor)) {
      long begin = System.nanoTime();
      epoll.await(20, TimeUnit.MILLISECONDS);
      assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(15));
      epoll.wake();
      epoll.await(-1, TimeUnit.SECONDS);
    }
  }

  @Test
  void pagesAreThoseOfTheMachine() {
    assertThat(Mapping.PAGE_SIZE).isGreaterThanOrEqualTo(4096);
    assertThat(Integer.bitCount(Mapping.PAGE_SIZE)).isOne();
  }
}
