/// Random programs: made up from a seed, compiled for each instruction set, run on all runtimes, and cut
/// down where the runtimes disagree.
///
/// [io.github.bpf4j.agreement.random.ProgramGenerator] makes a program of what a
/// [io.github.bpf4j.agreement.random.Vocabulary] allows to say: tables of operations, to which each type,
/// variable, map and method that is made up adds its own.
/// [io.github.bpf4j.agreement.random.Judge] compares what comes of it,
/// [io.github.bpf4j.agreement.random.Shrinker] makes small what went wrong.
///
/// A build runs the same programs each time. This runs a hundred thousand others, and one again:
/// ```
/// mvn -pl agreement -am verify -Dquick -Dtest='RandomProgramsKernelTest' \
///   -Dsurefire.failIfNoSpecifiedTests=false -Dbpf4j.random.programs=100000
/// mvn -pl agreement -am verify -Dquick -Dtest='RandomProgramsKernelTest' \
///   -Dsurefire.failIfNoSpecifiedTests=false -Dbpf4j.random.programs=1 -Dbpf4j.random.seed=4711
/// ```
/// The program of number `n` in a run with seed `s` is the first of a run with seed `s + n`.
@NullMarked
package io.github.bpf4j.agreement.random;

import org.jspecify.annotations.NullMarked;
