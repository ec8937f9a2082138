/// The compiler's intermediate representation: a control-flow graph of basic blocks with parameters,
/// in SSA form.
@NullMarked
package io.github.bpf4j.compiler.ir;

import org.jspecify.annotations.NullMarked;
