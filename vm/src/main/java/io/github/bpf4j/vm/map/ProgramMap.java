package io.github.bpf4j.vm.map;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.host.RawPrograms;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.vm.memory.Region;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// An array of programs.
public final class ProgramMap extends VmMap implements RawPrograms {
  private final Class<? extends LoadedProgram> type;
  private final AtomicReferenceArray<@Nullable LoadedProgram> programs;

  /// @param type the class of programs that can be in it
  ProgramMap(MapDefinition definition, Class<? extends LoadedProgram> type) {
    super(definition);
    this.type = type;
    programs = new AtomicReferenceArray<>(definition.maxEntries());
  }

  @Override
  public boolean set(int index, LoadedProgram program) {
    if (!type.isInstance(program)) {
      throw new IllegalArgumentException(
          "map %s is in the VM, and takes no %s".formatted(definition().name(), program));
    }
    if (!has(index)) {
      return false;
    }
    programs.set(index, program);
    return true;
  }

  @Override
  public boolean clear(int index) {
    return has(index) && programs.getAndSet(index, null) != null;
  }

  /// The program at `index`, or null if there is none.
  public @Nullable LoadedProgram get(int index) {
    return has(index) ? programs.get(index) : null;
  }

  private boolean has(int index) {
    return index >= 0 && index < programs.length();
  }

  @Override
  public List<Region> regions() {
    return List.of();
  }

  @Override
  public int valueBytes() {
    return definition().valueSize();
  }

  @Override
  public boolean lookup(byte[] key, byte[] value) {
    throw noBytes();
  }

  @Override
  public Outcome update(byte[] key, byte[] value, Mode mode) {
    throw noBytes();
  }

  @Override
  public boolean delete(byte[] key) {
    throw noBytes();
  }

  @Override
  public boolean nextKey(byte @Nullable [] key, byte[] next) {
    throw noBytes();
  }

  private BpfException noBytes() {
    return new BpfException("map %s holds programs, not bytes".formatted(definition().name()));
  }
}
