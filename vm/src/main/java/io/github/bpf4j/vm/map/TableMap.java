package io.github.bpf4j.vm.map;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.vm.memory.Region;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A map with keys: every kind but the ring buffer.
///
/// As in the kernel, storing over an entry of a hash or a trie gives it other memory, so that who looked the value up
/// before still sees the old one; values of arrays and of per-CPU maps are overwritten in place.
public final class TableMap extends VmMap {
  /// Where there is no value.
  public static final long NOWHERE = -1;

  /// `BPF_F_LOCK`.
  private static final long LOCK = 4;

  private final Object lock = new Object();
  private final Index index;
  private final Slab values;
  private final int cpus;
  private final boolean hasLock;

  /// Whether new memory has to be cleared, as not all of it is written.
  private final boolean clears;

  /// For maps that give new memory to a value: the slot of each entry, and one that is free.
  private final boolean moves;

  private int[] slots = {};
  private int spareSlot;

  TableMap(MapDefinition definition, Index index, int cpus) {
    super(definition);
    this.index = index;
    this.cpus = definition.type().perCpu() ? cpus : 1;
    this.hasLock = definition.lockOffset() >= 0;
    this.clears = hasLock || definition.timerOffset() >= 0;
    this.moves = !definition.type().perCpu() && definition.type() != MapType.ARRAY;
    this.spareSlot = definition.maxEntries();
    this.values = new Slab(definition, definition.maxEntries() + (moves ? 1 : 0), this.cpus, lock);
    var globals = definition.globals();
    if (globals != null) {
      values.write(0, 0, globals.bytes(), 0);
    }
  }

  @Override
  public List<Region> regions() {
    return values.regions();
  }

  // For programs. Keys and values are read from arrays, from a position on; addresses count from
  // the
  // first region.

  /// The address of the value of `key`, or [#NOWHERE].
  public long lookup(int cpu, byte[] keys, int at) {
    synchronized (lock) {
      int entry = index.match(keys, at);
      if (entry == Index.NONE) {
        return NOWHERE;
      }
      index.touch(entry);
      return values.address(cpu % cpus, slot(entry));
    }
  }

  /// Whether programs can walk through the map.
  public boolean canBeWalked() {
    return switch (definition().type()) {
      case HASH, LRU_HASH, PERCPU_HASH, LRU_PERCPU_HASH, ARRAY, PERCPU_ARRAY -> true;
      default -> false;
    };
  }

  /// A walk through the map, before its first entry. Entries that come or go meanwhile may be met or not.
  public Walk walk(int cpu) {
    return new Walk(cpu);
  }

  /// Where a walk stands.
  public final class Walk {
    private final int cpu;
    private final byte[] key = new byte[definition().keySize()];
    private int entry = Index.NONE;
    private long value;

    private Walk(int cpu) {
      this.cpu = cpu;
    }

    /// Goes on to the next entry, if there is one.
    public boolean next() {
      synchronized (lock) {
        entry = index.next(entry);
        if (entry == Index.NONE) {
          return false;
        }
        index.key(entry, key);
        value = values.address(cpu % cpus, slot(entry));
        return true;
      }
    }

    /// The key of the entry; another one after [#next], in the same array.
    public byte[] key() {
      return key;
    }

    /// The address of the entry's value.
    public long value() {
      return value;
    }
  }

  /// The address of the value of entry 0 of an array.
  public long firstValue() {
    synchronized (lock) {
      return values.address(0, 0);
    }
  }

  /// Stores a value; of a per-CPU map, that of one CPU.
  ///
  /// @param flags `BPF_ANY`, `BPF_NOEXIST` or `BPF_EXIST`; and `BPF_F_LOCK`
  /// @return 0 or a negative error number
  public int update(int cpu, byte[] keys, int keyAt, byte[] value, int valueAt, long flags) {
    while (true) {
      synchronized (lock) {
        if ((flags & LOCK) == 0 || isUnlocked(keys, keyAt)) {
          int entry = place(keys, keyAt, flags);
          if (entry < 0) {
            return entry;
          }
          values.write(cpu % cpus, slot(entry), value, valueAt);
          return 0;
        }
      }
      Thread.onSpinWait();
    }
  }

  /// Whether no program holds the spin lock of a key's value.
  private boolean isUnlocked(byte[] keys, int at) {
    int entry = index.find(keys, at);
    return entry == Index.NONE || !values.isLocked(slot(entry));
  }

  /// The key of the value at `address`, into the array; false if no entry has it.
  public boolean keyOf(long address, byte[] into) {
    int slot = values.slot(address);
    synchronized (lock) {
      for (int e = index.next(Index.NONE); e != Index.NONE; e = index.next(e)) {
        if (slot(e) == slot) {
          index.key(e, into);
          return true;
        }
      }
      return false;
    }
  }

  /// Removes a key.
  ///
  /// @return 0 or a negative error number
  public int delete(byte[] keys, int at) {
    synchronized (lock) {
      return index.remove(keys, at);
    }
  }

  /// The entry in which a value for the key may be stored, made or moved where need be.
  private int place(byte[] keys, int at, long flags) {
    // Arrays find out last that there is no lock.
    boolean locks = (flags & LOCK) != 0;
    boolean noLock = locks && !hasLock;
    long wanted = flags & ~LOCK;
    if (Long.compareUnsigned(wanted, Mode.IF_PRESENT.ordinal()) > 0
        || (noLock && !(index instanceof ArrayIndex))) {
      return -Errno.EINVAL;
    }
    int problem = index.check(keys, at);
    if (problem != 0) {
      return problem;
    }
    int entry = index.find(keys, at);
    if (entry != Index.NONE && wanted == Mode.IF_ABSENT.ordinal()) {
      return -Errno.EEXIST;
    }
    if (entry == Index.NONE && wanted == Mode.IF_PRESENT.ordinal()) {
      return -Errno.ENOENT;
    }
    if (noLock) {
      return -Errno.EINVAL;
    }
    if (entry == Index.NONE) {
      entry = index.insert(keys, at);
      if (entry >= 0 && (!moves || clears)) {
        for (int cpu = 0; cpu < cpus; cpu++) {
          values.clear(cpu, slot(entry));
        }
      }
    } else {
      index.rekey(entry, keys, at);
      index.touch(entry);
      if (!locks) {
        move(entry);
        if (clears && moves) {
          values.clear(0, slot(entry));
        }
      }
    }
    return entry;
  }

  private int slot(int entry) {
    return moves && entry < slots.length ? slots[entry] : entry;
  }

  private void move(int entry) {
    if (!moves) {
      return;
    }
    if (entry >= slots.length) {
      int known = slots.length;
      int wanted = (int) Math.min(definition().maxEntries(), Math.max(16L, 2L * (entry + 1)));
      slots = Arrays.copyOf(slots, wanted);
      for (int e = known; e < slots.length; e++) {
        slots[e] = e;
      }
    }
    int old = slots[entry];
    slots[entry] = spareSlot;
    spareSlot = old;
  }

  // For user space.

  @Override
  public int valueBytes() {
    int size = definition().valueSize();
    return definition().type().perCpu() ? Slab.roundUp(size) * cpus : size;
  }

  @Override
  public boolean lookup(byte[] key, byte[] value) {
    checkKey(key);
    checkValue(value);
    while (true) {
      synchronized (lock) {
        int entry = index.match(key, 0);
        if (entry == Index.NONE) {
          return false;
        }
        if (!values.isLocked(slot(entry))) {
          for (int cpu = 0; cpu < cpus; cpu++) {
            values.read(cpu, slot(entry), value, cpu * Slab.roundUp(definition().valueSize()));
          }
          return true;
        }
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public Outcome update(byte[] key, byte[] value, Mode mode) {
    RawMap.requireVariable(definition());
    checkKey(key);
    checkValue(value);
    while (true) {
      synchronized (lock) {
        if (isUnlocked(key, 0)) {
          int entry = place(key, 0, mode.ordinal() | (hasLock ? LOCK : 0));
          if (entry < 0) {
            return outcome(-entry);
          }
          for (int cpu = 0; cpu < cpus; cpu++) {
            values.write(cpu, slot(entry), value, cpu * Slab.roundUp(definition().valueSize()));
          }
          return Outcome.STORED;
        }
      }
      Thread.onSpinWait();
    }
  }

  private Outcome outcome(int errno) {
    return switch (errno) {
      case Errno.EEXIST -> Outcome.PRESENT;
      case Errno.ENOENT -> Outcome.ABSENT;
      case Errno.E2BIG -> index instanceof ArrayIndex ? Outcome.ABSENT : Outcome.FULL;
      case Errno.ENOSPC -> Outcome.FULL;
      default -> throw prefixTooLong();
    };
  }

  private BpfException prefixTooLong() {
    return new BpfException(
        "map %s: the prefix is longer than the %d bits of a key: give a shorter prefix length"
            .formatted(definition().name(), (definition().keySize() - Integer.BYTES) * Byte.SIZE));
  }

  @Override
  public boolean delete(byte[] key) {
    checkKey(key);
    int result = delete(key, 0);
    if (result == -Errno.EINVAL) {
      throw index instanceof ArrayIndex
          ? new BpfException(
              "map %s: an array's entries are always there: store a value of zeros instead"
                  .formatted(definition().name()))
          : prefixTooLong();
    }
    return result == 0;
  }

  @Override
  public boolean nextKey(byte @Nullable [] key, byte[] next) {
    if (key != null) {
      checkKey(key);
    }
    checkKey(next);
    synchronized (lock) {
      int entry = index.next(key == null ? Index.NONE : index.find(key, 0));
      if (entry == Index.NONE) {
        return false;
      }
      index.key(entry, next);
      return true;
    }
  }

  private void checkKey(byte[] key) {
    check("key", key.length, definition().keySize());
  }

  private void checkValue(byte[] value) {
    check("value", value.length, valueBytes());
  }

  private void check(String what, int length, int wanted) {
    if (length != wanted) {
      throw new IllegalArgumentException(
          "a %s of map %s has %d bytes, not %d"
              .formatted(what, definition().name(), wanted, length));
    }
  }
}
