package io.github.bpf4j.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// A run takes no memory from Java's heap, once all is warm.
class AllocationTest {
  private static final int RUNS = 20_000;

  /// Most of what the measurement itself, or the JIT compiler's deoptimisation, may take; one object
  /// of 16 bytes a run would be 320,000.
  private static final long NOISE = 20_000;

  private static final String COUNT_SOURCES =
      """
      r6 = *(u32 *)(r1 + 0)
      r2 = *(u32 *)(r1 + 4)
      r3 = r6
      r3 += 34
      if r3 > r2 goto pass
      r1 = *(u32 *)(r6 + 26)
      *(u32 *)(r10 - 4) = r1
      r1 = map[idx:0]
      r2 = r10
      r2 += -4
      call 1
      if r0 != 0 goto count
      *(u64 *)(r10 - 16) = 1
      r1 = map[idx:0]
      r2 = r10
      r2 += -4
      r3 = r10
      r3 += -16
      r4 = 0
      call 2
      goto pass
      count:
      r1 = 1
      lock *(u64 *)(r0 + 0) += r1
      pass:
      r1 = map[idx:1]
      r2 = 16
      r3 = 0
      call 131
      if r0 == 0 goto out
      r1 = r0
      r2 = 0
      call 133
      out:
      r0 = 2
      exit
      """;

  private static final class Allocated {
    private final com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    long bytes() {
      return threads.getCurrentThreadAllocatedBytes();
    }
  }

  @Test
  void packetsCostNoAllocation() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean,
        "skipped: this JVM does not count allocated bytes");
    var allocated = new Allocated();
    for (MapType type : new MapType[] {MapType.HASH, MapType.LRU_HASH, MapType.PERCPU_HASH}) {
      MapDefinition sources = Programs.map(type, 4, 8, 256);
      var program = Programs.load(COUNT_SOURCES, sources, Programs.ring(4096));
      var packet = XdpPacket.of(new byte[60]);
      run(program, packet);
      long before = allocated.bytes();
      run(program, packet);
      assertThat(allocated.bytes() - before)
          .as("bytes in %d runs, %s", RUNS, type)
          .isLessThan(NOISE);
    }
  }

  private static void run(VmProgram program, XdpPacket packet) {
    for (int i = 0; i < RUNS; i++) {
      packet.buffer()[packet.start() + 26] = (byte) i;
      if (program.run(packet) != 2) {
        throw new AssertionError("another verdict");
      }
    }
  }
}
