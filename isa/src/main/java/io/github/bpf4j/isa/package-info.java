/// eBPF instructions as immutable records: encode them, decode them, print them, assemble them.
@NullMarked
package io.github.bpf4j.isa;

import org.jspecify.annotations.NullMarked;
