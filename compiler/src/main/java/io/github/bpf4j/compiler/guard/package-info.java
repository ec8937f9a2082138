/// Checks that the program asks for, made as few as the kernel's verifier allows.
///
/// Two header views of one packet, the second within the first:
///
/// ```ir before
/// function run
/// b0(v1:pointer):
///   v2:pointer = load.w v1+0
///   v3:pointer = load.w v1+4
///   v4:pointer = offset v2, 34L
///   if v4 <= v3 goto b1 else b2
/// b1:
///   v5:pointer = offset v2, 14L
///   if v5 <= v3 goto b3 else b2
/// b2:
///   return 0
/// b3:
///   return 2
/// ```
///
/// The second check is known to hold:
///
/// ```ir after
/// function run
/// b0(v1:pointer):
///   v2:pointer = load.w v1+0
///   v3:pointer = load.w v1+4
///   v4:pointer = offset v2, 34L
///   if v4 <= v3 goto b1 else b2
/// b1:
///   v5:pointer = offset v2, 14L
///   jump b3
/// b2:
///   return 0
/// b3:
///   return 2
/// ```
@NullMarked
package io.github.bpf4j.compiler.guard;

import org.jspecify.annotations.NullMarked;
