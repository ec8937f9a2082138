/// Compiled programs as data.
@NullMarked
package io.github.bpf4j.object;

import org.jspecify.annotations.NullMarked;
