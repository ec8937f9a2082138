/// The first stage: class files to the instructions, basic blocks and loops of a method's bytecode.
@NullMarked
package io.github.bpf4j.compiler.read;

import org.jspecify.annotations.NullMarked;
