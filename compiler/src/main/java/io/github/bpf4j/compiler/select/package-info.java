/// Instruction selection: a function of the intermediate representation becomes blocks of eBPF
/// instructions over any number of registers.
///
/// ```
/// v2:i32 = load.h v1+12            r12 = *(u16 *)(r11 + 12)
/// v3:i32 = bswap16 v2         ->   if w12 != 8 goto ...
/// if v3 != 2048 goto b1 else b2
/// ```
@NullMarked
package io.github.bpf4j.compiler.select;

import org.jspecify.annotations.NullMarked;
