package io.github.bpf4j.host;

import io.github.bpf4j.object.MapDefinition;
import org.jspecify.annotations.Nullable;

/// A live map as bytes: what a runtime provides, and what the typed maps stand on. Keys have
/// [MapDefinition#keySize] bytes; values [#valueBytes]. Safe for use by several threads.
///
/// Failures other than those named here are a [BpfException].
public interface RawMap {
  /// What the map was made from.
  MapDefinition definition();

  /// Bytes that a value has for user space: `valueSize`, or for a per-CPU map the value's size
  /// rounded up to 8, times the number of possible CPUs.
  int valueBytes();

  /// Copies the value of `key` into `value`.
  ///
  /// @return false if the key is absent
  boolean lookup(byte[] key, byte[] value);

  /// Stores `value` under `key`. A map of constants refuses, see [#requireVariable].
  Outcome update(byte[] key, byte[] value, Mode mode);

  /// Removes `key`.
  ///
  /// @return false if it was absent
  boolean delete(byte[] key);

  /// Copies into `next` the key after `key`, or the first one where `key` is null. If `key` is gone
  /// meanwhile, that is the first one again.
  ///
  /// @return false at the end
  boolean nextKey(byte @Nullable [] key, byte[] next);

  /// For runtimes: refuses to change a map of constants, which programs and the kernel's verifier rely
  /// on.
  ///
  /// @throws BpfException if that is what `map` is
  static void requireVariable(MapDefinition map) {
    if (map.constant()) {
      throw new BpfException(
          "map \"%s\" holds a program's constants, which cannot change once it is loaded"
                  .formatted(map.name())
              + "\n  fix: say their values before the load, or make them variables");
    }
  }

  /// When an update may store (`BPF_ANY`, `BPF_NOEXIST`, `BPF_EXIST`; the ordinals are the kernel's
  /// flags).
  enum Mode {
    /// Whether the key is there or not.
    ANY,
    /// Only if the key is absent.
    IF_ABSENT,
    /// Only if the key is there.
    IF_PRESENT
  }

  /// What an update did.
  enum Outcome {
    /// It stored.
    STORED,
    /// It did not: the key is there (`EEXIST`).
    PRESENT,
    /// It did not: the key is absent (`ENOENT`), or an array has no such index.
    ABSENT,
    /// It did not: the map is full (`E2BIG`).
    FULL
  }
}
