package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.kernel.ring.RingBufferReader;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs write the length of each packet as a record of 8 bytes, which takes 16 in the ring.
@KernelTest
@Timeout(60)
class RingBufferReaderTest {
  private static final int SIZE = 4096;
  private static final int FITTING = SIZE / 16 - 1;

  private static KernelObject reporter(int size) {
    return Programs.load(
        "report", Programs.report(0, 1), Programs.ring("ring", size), Programs.array("lost", 8, 1));
  }

  private static void run(KernelObject program, int length) {
    assertThat(program.run(XdpPacket.of(new byte[length]))).isEqualTo(Programs.PASS);
  }

  private static long lost(KernelObject program) {
    var value = new byte[8];
    assertThat(program.map("lost").lookup(new byte[4], value)).isTrue();
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
  }

  private static FileDescriptor ring(KernelObject program) {
    return program.map("ring").descriptor();
  }

  @Test
  void drainHandsOverInTheCallingThread() {
    var lengths = new ArrayList<Long>();
    try (var program = reporter(SIZE);
        var reader =
            new RingBufferReader(
                ring(program),
                SIZE,
                (records, offset, length) -> lengths.add(records.getLong(offset)))) {
      assertThat(reader.drain()).isZero();
      run(program, 60);
      run(program, 61);
      assertThat(reader.drain()).isEqualTo(2);
      assertThat(reader.drain()).isZero();
      assertThat(lengths).containsExactly(60L, 61L);
    }
  }

  @Test
  void recordsGoOnAcrossTheEndOfTheRing() {
    var expected = new ArrayList<Long>();
    var lengths = new ArrayList<Long>();
    try (var program = reporter(SIZE);
        var reader =
            new RingBufferReader(
                ring(program),
                SIZE,
                (records, offset, length) -> lengths.add(records.getLong(offset)))) {
      for (int i = 0; i < 5 * FITTING; i++) {
        int length = 60 + i % 100;
        run(program, length);
        expected.add((long) length);
        if (i % 7 == 0) {
          reader.drain();
        }
      }
      reader.drain();
      assertThat(lengths).isEqualTo(expected);
      assertThat(lost(program)).isZero();
    }
  }

  @Test
  void aFullRingLosesWhatTheProgramCounts() {
    var count = new AtomicLong();
    try (var program = reporter(SIZE);
        var reader =
            new RingBufferReader(
                ring(program), SIZE, (records, offset, length) -> count.incrementAndGet())) {
      for (int i = 0; i < 1000; i++) {
        run(program, 60);
      }
      reader.drain();
      assertThat(count.get()).isEqualTo(FITTING);
      assertThat(lost(program)).isEqualTo(1000 - FITTING);
      run(program, 60);
      reader.drain();
      assertThat(count.get()).as("there is room again").isEqualTo(FITTING + 1);
    }
  }

  @Test
  void theReadersThreadWaitsAndHandsOver() throws InterruptedException {
    var latch = new CountDownLatch(100);
    var threads = Collections.synchronizedSet(new HashSet<Thread>());
    try (var program = reporter(SIZE);
        var reader =
            new RingBufferReader(
                ring(program),
                SIZE,
                (records, offset, length) -> {
                  threads.add(Thread.currentThread());
                  latch.countDown();
                })) {
      reader.start();
      reader.start();
      for (int i = 0; i < 100; i++) {
        run(program, 60);
      }
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    }
  }

  @Test
  void anIdleReaderUsesNoProcessorTime() throws InterruptedException {
    var reading = new AtomicReference<@Nullable Thread>();
    try (var program = reporter(SIZE);
        var reader =
            new RingBufferReader(
                ring(program),
                SIZE,
                (records, offset, length) -> reading.set(Thread.currentThread()))) {
      reader.start();
      run(program, 60);
      while (reading.get() == null) {
        Thread.sleep(1);
      }
      var beans = ManagementFactory.getThreadMXBean();
      long id = Objects.requireNonNull(reading.get()).threadId();
      Thread.sleep(50);
      long before = beans.getThreadCpuTime(id);
      Thread.sleep(500);
      assertThat(Duration.ofNanos(beans.getThreadCpuTime(id) - before))
          .isLessThan(Duration.ofMillis(5));
    }
  }

  @Test
  void nothingIsLostBetweenProducerAndReader() {
    var sum = new AtomicLong();
    long expected = 0;
    var program = reporter(1 << 20);
    try (program;
        var reader =
            new RingBufferReader(
                ring(program),
                1 << 20,
                (records, offset, length) -> sum.addAndGet(records.getLong(offset)))) {
      reader.start();
      for (int i = 0; i < 50_000; i++) {
        run(program, 60 + i % 10);
        expected += 60 + i % 10;
      }
      assertThat(lost(program)).isZero();
      reader.close();
      assertThat(sum.get()).as("close hands over what is there").isEqualTo(expected);
    }
  }

  @RepeatedTest(100)
  void closesUnderLoad() throws InterruptedException {
    try (var program = reporter(SIZE)) {
      var reader =
          new RingBufferReader(
              ring(program), SIZE, (records, offset, length) -> records.getLong(offset));
      reader.start();
      var stop = new CountDownLatch(1);
      var producer =
          Thread.ofPlatform()
              .start(() -> {
                var packet = XdpPacket.of(new byte[60]);
                while (stop.getCount() > 0) {
                  program.run(packet);
                }
              });
      Thread.sleep(2);
      reader.close();
      reader.close();
      stop.countDown();
      producer.join();
    }
  }

  @Test
  void theConsumerMayCloseTheReaderOfItsOwnThread() throws InterruptedException {
    var self = new AtomicReference<@Nullable RingBufferReader>();
    var calls = new AtomicLong();
    var closed = new CountDownLatch(1);
    try (var program = reporter(SIZE)) {
      var reader =
          new RingBufferReader(
              ring(program),
              SIZE,
              (records, offset, length) -> {
                calls.incrementAndGet();
                Objects.requireNonNull(self.get()).close();
                closed.countDown();
              });
      self.set(reader);
      for (int i = 0; i < 10; i++) {
        run(program, 60);
      }
      reader.start();
      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
      reader.close();
      assertThat(calls.get()).isEqualTo(1);
      assertThat(reader.drain()).isZero();
      awaitNoReader();
    }
  }

  @Test
  void theConsumerMayCloseTheReaderWhileItIsDrained() {
    var self = new AtomicReference<@Nullable RingBufferReader>();
    var calls = new AtomicLong();
    try (var program = reporter(SIZE)) {
      var reader =
          new RingBufferReader(
              ring(program),
              SIZE,
              (records, offset, length) -> {
                calls.incrementAndGet();
                Objects.requireNonNull(self.get()).close();
              });
      self.set(reader);
      run(program, 60);
      run(program, 60);
      reader.drain();
      assertThat(calls.get()).isEqualTo(1);
      assertThat(reader.drain()).isZero();
      reader.close();
    }
  }

  @Test
  void aConsumerThatThrowsIsHeardOfAndTheNextRecordsCome() throws InterruptedException {
    List<Throwable> heard = Collections.synchronizedList(new ArrayList<>());
    var latch = new CountDownLatch(2);
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> heard.add(thrown));
    try (var program = reporter(SIZE);
        var reader =
            new RingBufferReader(
                ring(program),
                SIZE,
                (records, offset, length) -> {
                  latch.countDown();
                  if (records.getLong(offset) == 60) {
                    throw new IllegalStateException("no 60");
                  }
                })) {
      run(program, 60);
      run(program, 61);
      reader.start();
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(heard).singleElement().asString().contains("no 60");
  }

  @Test
  void whatTheConsumerThrowsComesOutOfDrain() {
    try (var program = reporter(SIZE);
        var reader =
            new RingBufferReader(
                ring(program),
                SIZE,
                (records, offset, length) -> {
                  if (records.getLong(offset) == 60) {
                    throw new IllegalStateException("no 60");
                  }
                })) {
      run(program, 60);
      run(program, 61);
      assertThatThrownBy(reader::drain).hasMessage("no 60");
      assertThat(reader.drain()).as("the record that failed is gone").isEqualTo(1);
    }
  }

  // a thread that frees its memory itself may be at it still
  private static void awaitNoReader() throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      boolean reading =
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().startsWith("bpf4j "));
      if (!reading) {
        return;
      }
      Thread.sleep(5);
    }
    throw new AssertionError("the reader's thread did not end");
  }
}
