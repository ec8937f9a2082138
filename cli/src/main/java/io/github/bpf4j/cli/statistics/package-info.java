/// What a compiled object is like and what it asks of the kernel: gathered in [ObjectStatistics], printed
/// for people and as JSON.
@NullMarked
package io.github.bpf4j.cli.statistics;

import org.jspecify.annotations.NullMarked;
