package io.github.bpf4j.vm.map;

/// Which entry a key has. Entries are numbered from 0; an entry keeps its number until it is removed. Keys are read from
/// an array, from a position on. Not thread-safe: a map locks around it.
sealed interface Index permits ArrayIndex, SparseIndex, HashIndex, PrefixIndex {
  /// Where there is no entry.
  int NONE = -1;

  /// 0, or the negative error number of a key with which nothing can be stored.
  int check(byte[] keys, int at);

  /// The entry of exactly this key, or [#NONE].
  int find(byte[] keys, int at);

  /// The entry that a lookup gives, or [#NONE].
  default int match(byte[] keys, int at) {
    return find(keys, at);
  }

  /// Makes an entry for a key that has none.
  ///
  /// @return the entry, or a negative error number
  int insert(byte[] keys, int at);

  /// Removes an entry.
  ///
  /// @return 0, or a negative error number
  int remove(byte[] keys, int at);

  /// The first entry whose number is greater, or [#NONE].
  int next(int entry);

  /// Copies an entry's key.
  void key(int entry, byte[] into);

  /// Notes that an entry is stored over, under this key, which finds it.
  default void rekey(int entry, byte[] keys, int at) {}

  /// Notes that a program has used an entry.
  default void touch(int entry) {}
}
