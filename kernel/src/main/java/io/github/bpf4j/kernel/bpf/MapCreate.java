package io.github.bpf4j.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.btf.ProgramBtf.MapTypes;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// What `BPF_MAP_CREATE` is given.
///
/// @param definition what to make
/// @param inner a map like those within a map of maps, else null
/// @param types the types of keys and values, or null for none
/// @param named whether to tell the kernel the name (Linux 4.15)
public record MapCreate(
    MapDefinition definition,
    @Nullable FileDescriptor inner,
    @Nullable TypeInfo types,
    boolean named) {
  private static final int MAP_TYPE = 0;
  private static final int KEY_SIZE = 4;
  private static final int VALUE_SIZE = 8;
  private static final int MAX_ENTRIES = 12;
  private static final int MAP_FLAGS = 16;
  private static final int INNER_MAP_FD = 20;
  private static final int MAP_NAME = 28;
  private static final int BTF_FD = 48;
  private static final int BTF_KEY_TYPE_ID = 52;
  private static final int BTF_VALUE_TYPE_ID = 56;
  private static final int MAP_EXTRA = 64;
  private static final int SIZE = 72;

  /// Types of a BTF object.
  ///
  /// @param btf the BTF object, loaded
  /// @param ids which of its types
  public record TypeInfo(FileDescriptor btf, MapTypes ids) {
    /// The types of the maps within a map of maps, or null where there are none.
    public @Nullable TypeInfo inner() {
      return ids.inner() == null ? null : new TypeInfo(btf, ids.inner());
    }
  }

  /// With a name and without types or an inner map.
  public MapCreate(MapDefinition definition) {
    this(definition, null, null, true);
  }

  /// This without types.
  public MapCreate withoutTypes() {
    return new MapCreate(definition, inner, null, named);
  }

  /// This without a name.
  public MapCreate withoutName() {
    return new MapCreate(definition, inner, types, false);
  }

  /// Makes the map.
  ///
  /// @return a file descriptor or the negated error number
  public long call() {
    var acquired = new ArrayList<FileDescriptor>();
    try (var arena = Arena.ofConfined()) {
      // the kernel refuses fields that it does not know, unless they are zero
      var attributes = arena.allocate(SIZE, Long.BYTES);
      attributes.set(JAVA_INT, MAP_TYPE, definition.type().number());
      attributes.set(JAVA_INT, KEY_SIZE, definition.keySize());
      attributes.set(JAVA_INT, VALUE_SIZE, definition.valueSize());
      attributes.set(JAVA_INT, MAX_ENTRIES, definition.maxEntries());
      attributes.set(JAVA_INT, MAP_FLAGS, definition.flags());
      attributes.set(JAVA_LONG, MAP_EXTRA, definition.extra());
      if (inner != null) {
        attributes.set(JAVA_INT, INNER_MAP_FD, inner.acquire());
        acquired.add(inner);
      }
      if (named) {
        ObjectName.put(attributes, MAP_NAME, definition.name());
      }
      if (types != null) {
        attributes.set(JAVA_INT, BTF_FD, types.btf.acquire());
        acquired.add(types.btf);
        attributes.set(JAVA_INT, BTF_KEY_TYPE_ID, types.ids.key());
        attributes.set(JAVA_INT, BTF_VALUE_TYPE_ID, types.ids.value());
      }
      return Command.MAP_CREATE.call(attributes);
    } finally {
      acquired.forEach(FileDescriptor::release);
    }
  }
}
