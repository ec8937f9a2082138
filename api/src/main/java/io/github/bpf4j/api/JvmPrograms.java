package io.github.bpf4j.api;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// An array of programs of the plain JVM.
final class JvmPrograms implements MapPrograms {
  private final AtomicReferenceArray<@Nullable XdpProgram> programs;

  JvmPrograms(MapSpecification specification) {
    programs = new AtomicReferenceArray<>(specification.maxEntries());
  }

  @Override
  public boolean set(int index, XdpProgram program) {
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

  @Override
  public @Nullable XdpProgram get(int index) {
    return has(index) ? programs.get(index) : null;
  }

  private boolean has(int index) {
    return index >= 0 && index < programs.length();
  }
}
