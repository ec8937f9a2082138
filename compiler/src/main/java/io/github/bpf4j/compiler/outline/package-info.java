/// Loops that the kernel's verifier cannot follow iteration by iteration, because there are too many ways
/// through them, become functions that `bpf_loop` calls back (Linux 6.7). The verifier looks at such a
/// function until it learns nothing more, however often it runs.
///
/// [LoopOutliner] takes one loop out of a function. What the loop uses and changes lies on the stack.
@NullMarked
package io.github.bpf4j.compiler.outline;

import org.jspecify.annotations.NullMarked;
