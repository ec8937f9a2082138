/// Instruction selection: a function of the intermediate representation becomes blocks of eBPF
/// instructions over any number of registers.
///
/// What an instruction can do along the way is left to it: constants are part of addresses and
/// comparisons, bytes are swapped in the constant that they are compared with, and most extensions
/// cost nothing.
///
/// ```ir
/// function run
/// b0(v1:pointer):
///   v2:pointer = load.w v1+0
///   v3:pointer = offset v2, 14L
///   v4:i32 = load.h v3+6
///   v5:i32 = bswap16 v4
///   v6:i64 = zext32 v5
///   if v5 == 2048 goto b1 else b2
/// b1:
///   store.dw v1+8, v6
///   return 1
/// b2:
///   return 2
/// ```
///
/// With its registers allocated:
///
/// ```ebpf
///   r2 = *(u32 *)(r1 + 0)
///   r2 = *(u16 *)(r2 + 20)
///   r3 = r2
///   r3 = be16 r3
///   w0 = 2
///   if w2 != 8 goto L8
///   *(u64 *)(r1 + 8) = r3
///   w0 = 1
/// L8:
///   exit
/// ```
@NullMarked
package io.github.bpf4j.compiler.select;

import org.jspecify.annotations.NullMarked;
