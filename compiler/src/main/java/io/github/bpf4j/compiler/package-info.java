/// Class files to eBPF objects.
@NullMarked
package io.github.bpf4j.compiler;

import org.jspecify.annotations.NullMarked;
