/// The passes that make a function smaller without changing what it means. They run in turn until none
/// finds anything more, see [Optimizer].
///
/// What goes in: a function as it comes from inlining, here a boolean that is tested at once.
///
/// ```ir before
/// function run
/// b0(v1:pointer):
///   v2:i32 = load.w v1+16
///   v3:i32 = shl v2, 0
///   if v3 == 7 goto b1(1) else b1(0)
/// b1(v4:i32):
///   if v4 != 0 goto b2 else b3
/// b2:
///   return 1
/// b3:
///   v5:i32 = add v2, 5
///   return 2
/// ```
///
/// What comes out:
///
/// ```ir after
/// function run
/// b0(v1:pointer):
///   v2:i32 = load.w v1+16
///   if v2 == 7 goto b1 else b2
/// b1:
///   return 1
/// b2:
///   return 2
/// ```
///
/// Nothing moves above a branch that it depends on, and no check goes away that the kernel's verifier
/// would miss.
@NullMarked
package io.github.bpf4j.compiler.optimize;

import org.jspecify.annotations.NullMarked;
