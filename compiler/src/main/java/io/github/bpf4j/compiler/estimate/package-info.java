/// How much work the kernel's verifier will have with a program, without asking a kernel.
///
/// ```java
/// int instructions = VerifierEstimate.of(program).instructions();
/// ```
///
/// The verifier walks all ways through a program, and leaves one where it has been at the same place
/// with no less in mind. So does the estimate, on the little that decides how often a loop is walked:
/// which numbers registers and stack slots can hold. A loop of three steps,
///
/// ```
/// r1 = 0
/// r1 += 1
/// if r1 < 3 goto -2
/// exit
/// ```
///
/// counts 8: the first instruction, three times the two of the loop, and the last.
@NullMarked
package io.github.bpf4j.compiler.estimate;

import org.jspecify.annotations.NullMarked;
