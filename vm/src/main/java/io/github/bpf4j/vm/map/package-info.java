/// The kernel's maps, in process: an index from keys to entries, and values in memory that programs can point into.
///
/// [TableMap] is every map with keys: its [Index] says which entry a key has, its [Slab] holds the values behind
/// regions of the program's memory. [RingBuffer] has no keys. Both are safe for use by several
/// threads, and what a program points to stays where it is, also when its entry is deleted.
@NullMarked
package io.github.bpf4j.vm.map;

import org.jspecify.annotations.NullMarked;
