package io.github.bpf4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RawPrograms;
import io.github.bpf4j.host.RawValues;
import io.github.bpf4j.kernel.bpf.MapCommands;
import io.github.bpf4j.kernel.bpf.MapCreate;
import io.github.bpf4j.kernel.bpf.ObjectCommands;
import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A map of the kernel.
final class KernelMap implements RawMap, RawValues, RawPrograms, AutoCloseable {
  private static final byte[] NO_KEY = {};

  private final MapDefinition definition;
  private final FileDescriptor descriptor;
  private final int valueBytes;
  private final int lockFlag;
  private final MapCreate.@Nullable TypeInfo innerTypes;
  private final boolean borrowed;

  /// One set of buffers waits here between calls, so that a thread alone never allocates.
  private final AtomicReference<MapCommands.@Nullable Element> spare = new AtomicReference<>();

  private KernelMap(
      MapDefinition definition,
      FileDescriptor descriptor,
      MapCreate.@Nullable TypeInfo innerTypes,
      boolean borrowed) {
    this.definition = definition;
    this.borrowed = borrowed;
    this.descriptor = descriptor;
    this.innerTypes = innerTypes;
    this.valueBytes =
        definition.type().perCpu()
            ? Math.ceilDiv(definition.valueSize(), Long.BYTES) * Long.BYTES * Processors.POSSIBLE
            : definition.valueSize();
    this.lockFlag = definition.lockOffset() < 0 ? 0 : MapCommands.Element.WITH_LOCK;
  }

  /// Makes a map of which no types are known.
  static KernelMap create(MapDefinition definition) {
    return create(definition, null);
  }

  /// Makes the map, its global variables in it.
  ///
  /// @param types those of its keys and values, or null for none
  static KernelMap create(MapDefinition definition, MapCreate.@Nullable TypeInfo types) {
    var innerDefinition = definition.inner();
    var innerTypes = types == null ? null : types.inner();
    try (var inner = innerDefinition == null ? null : create(innerDefinition, innerTypes)) {
      var create = new MapCreate(definition, inner == null ? null : inner.descriptor, types, true);
      long result = MemoryLimit.lifted(create::call);
      if (result < 0 && !Errno.EPERM.is(result)) {
        result = withoutWhatAnOldKernelMayNotKnow(create, result);
      }
      if (result < 0) {
        throw refused(definition, result);
      }
      var map =
          new KernelMap(
              definition,
              new FileDescriptor((int) result, "map \"" + definition.name() + "\""),
              innerTypes,
              false);
      try {
        map.fill();
        return map;
      } catch (Throwable failed) {
        map.close();
        throw failed;
      }
    }
  }

  private static long withoutWhatAnOldKernelMayNotKnow(MapCreate create, long refusal) {
    for (var plainer : List.of(create.withoutTypes(), create.withoutTypes().withoutName())) {
      long result = plainer.call();
      if (result >= 0) {
        return result;
      }
    }
    return refusal;
  }

  private void fill() {
    var globals = definition.globals();
    if (globals == null) {
      return;
    }
    var element = take();
    element.key.fill((byte) 0);
    copyIn(globals.bytes(), element.value, valueBytes, "value");
    long result = element.update(descriptor, Mode.ANY.ordinal());
    spare.set(element);
    if (result < 0) {
      throw failed("fill", result);
    }
    if (definition.constant()) {
      result = MapCommands.freeze(descriptor);
      if (result < 0) {
        throw failed("freeze", result);
      }
    }
  }

  /// The map with this id, which somebody made.
  ///
  /// @return null for a kind that is not in [MapType]
  static @Nullable KernelMap open(int id) {
    long result = ObjectCommands.openMap(id);
    if (result < 0) {
      throw Failures.of("cannot open map " + id, result);
    }
    var descriptor = new FileDescriptor((int) result, "map " + id);
    try {
      var info = ObjectCommands.map(descriptor);
      for (var type : MapType.values()) {
        if (type.number() == info.type()) {
          return new KernelMap(
              MapDefinition.of(
                      info.name(), type, info.keySize(), info.valueSize(), info.maxEntries())
                  .withFlags(info.flags()),
              descriptor,
              null,
              false);
        }
      }
    } catch (Throwable failed) {
      descriptor.close();
      throw failed;
    }
    descriptor.close();
    return null;
  }

  private static BpfException refused(MapDefinition definition, long result) {
    var what =
        "cannot make map \"%s\" (%s, %d bytes a key, %d bytes a value, %d %s)"
            .formatted(
                definition.name(),
                definition.type(),
                definition.keySize(),
                definition.valueSize(),
                definition.maxEntries(),
                definition.type() == MapType.RINGBUF ? "bytes" : "entries");
    if (Errno.EINVAL.is(result) || Errno.E2BIG.is(result)) {
      return Failures.because(
          what,
          result,
          "this kernel does not know the type (%s needs Linux %s; this is %s), or not with these sizes"
              .formatted(
                  definition.type(), definition.type().since(), System.getProperty("os.version")),
          "use a newer kernel, or another type or size");
    }
    return Failures.of(what, result);
  }

  /// This map for another load, which does not close it.
  KernelMap borrow() {
    return new KernelMap(definition, descriptor, innerTypes, true);
  }

  FileDescriptor descriptor() {
    return descriptor;
  }

  /// The types of the maps within it, where they are known, while the load is there that they belong to.
  MapCreate.@Nullable TypeInfo innerTypes() {
    return innerTypes;
  }

  @Override
  public MapDefinition definition() {
    return definition;
  }

  @Override
  public int valueBytes() {
    return valueBytes;
  }

  @Override
  public boolean lookup(byte[] key, byte[] value) {
    var element = take();
    try {
      copyIn(key, element.key, definition.keySize(), "key");
      return copiedOut("look up a key in", element.lookup(descriptor, lockFlag), element, value);
    } finally {
      spare.set(element);
    }
  }

  @Override
  public Outcome update(byte[] key, byte[] value, Mode mode) {
    RawMap.requireVariable(definition);
    var element = take();
    try {
      copyIn(key, element.key, definition.keySize(), "key");
      copyIn(value, element.value, valueBytes, "value");
      long result = element.update(descriptor, mode.ordinal() | lockFlag);
      if (result == 0) {
        return Outcome.STORED;
      } else if (Errno.EEXIST.is(result)) {
        return Outcome.PRESENT;
      } else if (Errno.ENOENT.is(result)) {
        return Outcome.ABSENT;
      } else if (Errno.E2BIG.is(result) || Errno.ENOSPC.is(result)) {
        return isArray() ? Outcome.ABSENT : Outcome.FULL;
      }
      throw refusedValue(value, result);
    } finally {
      spare.set(element);
    }
  }

  @Override
  public boolean set(int index, LoadedProgram program) {
    if (!(program instanceof KernelProgram loaded)) {
      throw new IllegalArgumentException(
          "%s is in the kernel, and takes no %s".formatted(descriptor.what(), program));
    }
    return store(word(index), loaded.object().descriptor());
  }

  /// Stores what `target` stands for, a program or a map.
  ///
  /// @return false if there is no room, or no such index
  boolean store(byte[] key, FileDescriptor target) {
    try {
      return update(key, word(target.acquire()), Mode.ANY) == Outcome.STORED;
    } finally {
      target.release();
    }
  }

  @Override
  public boolean clear(int index) {
    return delete(word(index));
  }

  private static byte[] word(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(number).array();
  }

  @Override
  public boolean push(byte[] value, boolean evict) {
    return update(NO_KEY, value, evict ? Mode.IF_PRESENT : Mode.ANY) == Outcome.STORED;
  }

  @Override
  public boolean peek(byte[] value) {
    var element = take();
    try {
      copyIn(value, element.value, valueBytes, "value");
      return copiedOut("look into", element.lookup(descriptor, lockFlag), element, value);
    } finally {
      spare.set(element);
    }
  }

  @Override
  public boolean pop(byte[] value) {
    var element = take();
    try {
      return copiedOut("take from", element.lookupAndDelete(descriptor), element, value);
    } finally {
      spare.set(element);
    }
  }

  private boolean copiedOut(String verb, long result, MapCommands.Element element, byte[] value) {
    if (result == 0) {
      MemorySegment.copy(element.value, JAVA_BYTE, 0, value, 0, valueBytes);
    }
    return found(verb, result);
  }

  @Override
  public boolean delete(byte[] key) {
    if (isArray()) {
      throw new BpfException(
          "cannot delete from %s: an array always has all its elements\n  fix: store zeros instead"
              .formatted(descriptor.what()));
    }
    var element = take();
    try {
      copyIn(key, element.key, definition.keySize(), "key");
      return found("delete from", element.delete(descriptor));
    } finally {
      spare.set(element);
    }
  }

  @Override
  public boolean nextKey(byte @Nullable [] key, byte[] next) {
    var element = take();
    try {
      if (key != null) {
        copyIn(key, element.key, definition.keySize(), "key");
      }
      long result = element.nextKey(descriptor, key == null);
      if (result == 0) {
        MemorySegment.copy(element.value, JAVA_BYTE, 0, next, 0, definition.keySize());
      }
      return found("list the keys of", result);
    } finally {
      spare.set(element);
    }
  }

  @Override
  public void close() {
    if (!borrowed) {
      descriptor.close();
    }
  }

  private MapCommands.Element take() {
    var element = spare.getAndSet(null);
    return element != null ? element : new MapCommands.Element(definition.keySize(), valueBytes);
  }

  private boolean isArray() {
    return definition.type() == MapType.ARRAY || definition.type() == MapType.PERCPU_ARRAY;
  }

  private boolean found(String verb, long result) {
    if (result < 0 && !Errno.ENOENT.is(result)) {
      throw failed(verb, result);
    }
    return result >= 0;
  }

  private BpfException refusedValue(byte[] value, long result) {
    var what = "cannot update " + descriptor.what();
    return switch (definition.type()) {
      case DEVMAP, DEVMAP_HASH ->
          Failures.because(
              what,
              result,
              "there is no interface %d in this network namespace".formatted(number(value)),
              "store the index of an interface, by a thread of the same namespace");
      case XSKMAP ->
          Failures.because(
              what,
              result,
              "%d is no AF_XDP socket that can receive".formatted(number(value)),
              "store the file descriptor of a socket with a fill ring and a receive ring");
      case CPUMAP ->
          Failures.because(
              what, result, "this machine has no such CPU", "store under the number of one it has");
      default -> failed("update", result);
    };
  }

  private static int number(byte[] value) {
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
  }

  private BpfException failed(String verb, long result) {
    var what = "cannot " + verb + " " + descriptor.what();
    if (Errno.EINVAL.is(result) && definition.type() == MapType.LPM_TRIE) {
      return Failures.because(
          what,
          result,
          "the prefix is longer than the key",
          "use a prefix length of at most %d".formatted((definition.keySize() - 4) * 8));
    }
    if (Errno.EINVAL.is(result) && definition.type() == MapType.PROG_ARRAY) {
      return Failures.because(
          what,
          result,
          "the program is of another kind than those that use the array",
          "load both as the same type, with the same flags");
    }
    return Failures.of(what, result);
  }

  private static void copyIn(byte[] from, MemorySegment to, int size, String what) {
    if (from.length != size) {
      throw new IllegalArgumentException(
          "the %s has %d bytes, but must have %d".formatted(what, from.length, size));
    }
    MemorySegment.copy(from, 0, to, JAVA_BYTE, 0, size);
  }
}
