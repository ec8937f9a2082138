/// The last step: blocks in a row, jumps with offsets, the line of each instruction. [Backend] runs
/// all steps after the optimiser.
///
/// A block is followed by one that it goes to wherever that can be; what runs rarely stands at the
/// end; equal blocks are one, and their constants are set before the ways to them part:
///
/// ```ir
/// function run
/// b0(v1:pointer):
///   v2:i32 = load.w v1+0
///   if v2 s> 5 goto b1 else b2
/// b1 cold:
///   atomic_add.dw v1+8, 1L
///   return 0
/// b2:
///   store.w v1+4, 7
///   if v2 == 1 goto b3 else b4
/// b3:
///   return 2
/// b4:
///   store.w v1+4, 8
///   return 2
/// ```
///
/// ```ebpf
///   r2 = *(u32 *)(r1 + 0)
///   if w2 s> 5 goto L7
///   *(u32 *)(r1 + 4) = 7
///   w0 = 2
///   if w2 == 1 goto L6
///   *(u32 *)(r1 + 4) = 8
/// L6:
///   exit
/// L7:
///   w2 = 1
///   lock *(u64 *)(r1 + 8) += r2
///   w0 = 0
///   exit
/// ```
@NullMarked
package io.github.bpf4j.compiler.emit;

import org.jspecify.annotations.NullMarked;
