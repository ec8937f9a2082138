/// Checks that the program asks for, made as few as the kernel's verifier allows.
@NullMarked
package io.github.bpf4j.compiler.guard;

import org.jspecify.annotations.NullMarked;
