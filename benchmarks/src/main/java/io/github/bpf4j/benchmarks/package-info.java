/// Compares the programs of `examples` with the same programs in C, compiled by clang: the verdicts and
/// packets they give, their instructions, the verifier's work, their time.
///
/// ```
/// sudo benchmarks/compare
/// ```
///
/// [Twins] is the list of pairs; [Loaded] has one of each pair in the kernel; [Agreement] runs both on
/// many packets, [Timing] on few, often; [Report] writes the table.
@NullMarked
package io.github.bpf4j.benchmarks;

import org.jspecify.annotations.NullMarked;
