package io.github.bpf4j.kernel.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The memory of a ring buffer, shared with the kernel. For one thread at a time.
///
/// ```
/// page 0     consumer position u64, ours to write
/// page 1     producer position u64, the kernel's
/// page 2...  the data, twice in a row, so that no record is ever in two pieces
/// ```
/// Positions only grow; modulo the size they are offsets. A record is a header of 8 bytes (length u32 with
/// the two flags below, page offset u32), then the bytes, padded to a multiple of 8.
final class RingBuffer {
  // include/uapi/linux/bpf.h: BPF_RINGBUF_BUSY_BIT, BPF_RINGBUF_DISCARD_BIT
  private static final int BUSY = 1 << 31;
  private static final int DISCARDED = 1 << 30;
  private static final int HEADER_SIZE = 8;

  private static final VarHandle POSITION = JAVA_LONG.varHandle();
  private static final VarHandle HEADER = JAVA_INT.varHandle();

  private final MemorySegment consumerPage;
  private final MemorySegment producerPage;
  private final MemorySegment data;
  private final ByteBuffer records;
  private final long mask;
  private final long batch;

  /// Maps the buffer until `arena` is closed.
  ///
  /// @param size the size of the ring in bytes, as the map was made
  RingBuffer(FileDescriptor map, int size, Arena arena) {
    int page = Mapping.PAGE_SIZE;
    consumerPage = Mapping.map(map, 0, page, true, arena);
    producerPage = Mapping.map(map, page, page + 2L * size, false, arena);
    data = producerPage.asSlice(page);
    records = data.asByteBuffer().order(ByteOrder.nativeOrder());
    mask = size - 1L;
    batch = size / 4L;
  }

  /// Hands over the records that are finished now, in order, and frees their room. Records that come
  /// meanwhile wait for the next call.
  ///
  /// If the consumer throws, its record counts as handed over.
  ///
  /// @return how many records
  int drain(RecordConsumer consumer) {
    long position = (long) POSITION.get(consumerPage, 0L);
    long end = (long) POSITION.getAcquire(producerPage, 0L);
    long stored = position;
    int count = 0;
    try {
      while (position < end) {
        long at = position & mask;
        int header = (int) HEADER.getAcquire(data, at);
        if ((header & BUSY) != 0) {
          break;
        }
        int length = header & ~(BUSY | DISCARDED);
        position += HEADER_SIZE + (length + 7 & ~7);
        if ((header & DISCARDED) == 0) {
          count++;
          consumer.accept(records, (int) at + HEADER_SIZE, length);
        }
        // each store costs the producer's processor a cache miss, but it waits for the room
        if (position - stored >= batch) {
          POSITION.setRelease(consumerPage, 0L, position);
          stored = position;
        }
      }
    } finally {
      POSITION.setRelease(consumerPage, 0L, position);
    }
    return count;
  }
}
