/// The last step: blocks in a row, jumps with offsets, the line of each instruction. [Backend] runs
/// all steps after the optimiser.
@NullMarked
package io.github.bpf4j.compiler.emit;

import org.jspecify.annotations.NullMarked;
