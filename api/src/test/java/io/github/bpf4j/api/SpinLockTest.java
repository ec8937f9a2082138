package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpinLockTest {
  @Struct
  static final class Cell {
    short before;
    final BpfSpinLock lock = new BpfSpinLock();
    long value;
  }

  @Struct
  static final class Two {
    final BpfSpinLock first = new BpfSpinLock();
    final BpfSpinLock second = new BpfSpinLock();
  }

  @Struct
  static final class Outer {
    final Cell cell = new Cell();
  }

  @Test
  void itIsHeldUntilItIsClosed() {
    var lock = new BpfSpinLock();
    try (var _ = lock.lock()) {
      assertThat(lock).hasToString("held");
    }
    assertThat(lock).hasToString("free");
  }

  @Test
  void aThreadThatHasItWouldWaitForItselfAndIsToldSo() {
    var lock = new BpfSpinLock();
    try (var _ = lock.lock()) {
      assertThatThrownBy(lock::lock).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void itTakesFourBytesWhichCopiesLeaveAtZero() {
    var layout = Layout.of(Cell.class);
    assertThat(layout).hasToString("Cell (16 bytes: before 0..1, lock 4..7, value 8..15)");
    var cell = new Cell();
    cell.before = -1;
    cell.value = -1;
    byte[] bytes;
    try (var _ = cell.lock.lock()) {
      bytes = layout.encode(cell);
    }
    assertThat(bytes).containsExactly(-1, -1, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1);
    bytes[4] = 1;
    assertThat(((Cell) layout.decode(bytes, 0)).lock).hasToString("free");
  }

  @Test
  void storingAValueLeavesTheLockOfTheEntry() {
    var map = BpfHashMap.of(Integer.class, Cell.class, 2);
    var load = new JvmLoad(LogLevel.INFO, record -> {});
    load.run(
        1,
        () -> {
          map.put(1, new Cell());
          var inside = map.get(1);
          var update = new Cell();
          update.value = 7;
          map.put(1, update);
          assertThat(map.get(1)).isSameAs(inside).isNotSameAs(update);
          assertThat(inside).extracting(cell -> cell.value).isEqualTo(7L);
          return 0;
        });
    assertThat(load.map(map).get(1)).extracting(cell -> cell.value).isEqualTo(7L);
  }

  @Test
  void aValueHasOneLockOfItsOwnInAHashMapOrAnArray() {
    assertThat(BpfArray.of(Cell.class, 1).length()).isEqualTo(1);
    assertThatThrownBy(() -> BpfArray.of(BpfSpinLock.class, 1))
        .hasMessageContaining("belongs to what lies beside it");
    assertThatThrownBy(() -> BpfArray.of(Two.class, 1))
        .hasMessageContaining("several fields of type BpfSpinLock");
    assertThatThrownBy(() -> BpfArray.of(Outer.class, 1))
        .hasMessageContaining("cell has a lock or timer inside");
    assertThatThrownBy(() -> BpfLruHashMap.of(Integer.class, Cell.class, 1))
        .hasMessageContaining("cannot be in a map of kind LRU_HASH");
    assertThatThrownBy(() -> BpfRingBuf.of(Cell.class, 4096))
        .hasMessageContaining("cannot be in a map of kind RINGBUF");
  }
}
