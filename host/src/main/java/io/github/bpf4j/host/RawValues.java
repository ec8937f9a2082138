package io.github.bpf4j.host;

/// A live map without keys as bytes: what the [RawMap] of a runtime implements too if its map is a queue, a
/// stack or a Bloom filter.
public interface RawValues {
  /// Adds `value`.
  ///
  /// @param evict whether the oldest value makes room where there is none
  /// @return false if there is no room
  boolean push(byte[] value, boolean evict);

  /// Moves the value whose turn it is into `value`.
  ///
  /// @return false if there is none
  boolean pop(byte[] value);

  /// Copies the value whose turn it is into `value`; of a Bloom filter, asks for `value`.
  ///
  /// @return false if there is none, or it was not added
  boolean peek(byte[] value);
}
