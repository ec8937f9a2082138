/// The passes that make a function smaller without changing what it means.
@NullMarked
package io.github.bpf4j.compiler.optimize;

import org.jspecify.annotations.NullMarked;
