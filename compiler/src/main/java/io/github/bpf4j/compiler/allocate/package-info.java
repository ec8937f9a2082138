/// Register allocation: registers without number become r0 to r9 and stack slots; then a checker
/// that does not trust the result.
///
/// What lives across a call goes to r6 to r9, and what is copied needs no copy where both can be in
/// one register:
///
/// ```ir
/// function run
/// b0(v1:pointer):
///   v2:i64 = load.dw v1+0
///   v3:i64 = call 5()
///   v4:i64 = add v3, v2
///   v5:i32 = trunc v4
///   return v5
/// ```
///
/// ```ebpf
///   r6 = *(u64 *)(r1 + 0)
///   call 5
///   r0 += r6
///   exit
/// ```
@NullMarked
package io.github.bpf4j.compiler.allocate;

import org.jspecify.annotations.NullMarked;
