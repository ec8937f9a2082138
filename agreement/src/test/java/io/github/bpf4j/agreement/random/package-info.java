/// Random programs: made up from a seed, run on all runtimes, and cut down where the runtimes disagree.
///
/// ```
/// mvn -pl agreement -am verify -Dquick -Dbpf4j.random.programs=100000
/// mvn -pl agreement -am verify -Dquick -Dbpf4j.random.programs=1 -Dbpf4j.random.seed=4711
/// ```
/// The program of number `n` in a run with seed `s` is the first of a run with seed `s + n`.
@NullMarked
package io.github.bpf4j.agreement.random;

import org.jspecify.annotations.NullMarked;
