/// The second stage: a program's bytecode, with all methods that it calls, to one function in SSA form.
///
/// The bytecode is run as the JVM would run it, but on what is known while compiling. So calls are
/// gone, objects are their fields, constants are computed, and only the rest is in the IR.
@NullMarked
package io.github.bpf4j.compiler.inline;

import org.jspecify.annotations.NullMarked;
