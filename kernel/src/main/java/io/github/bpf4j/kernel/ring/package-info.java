/// Reads the kernel's ring buffers (`Documentation/bpf/ringbuf.rst`, Linux 5.8).
///
/// ```java
/// try (var reader = new RingBufferReader(map, 256 * 1024, (records, offset, length) -> …)) {
///   reader.start();
///   …
/// }
/// ```
@NullMarked
package io.github.bpf4j.kernel.ring;

import org.jspecify.annotations.NullMarked;
