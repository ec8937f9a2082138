/// Real packets through real interfaces: every test makes a network namespace of its own, with both
/// ends of a cable in it, and starts `bpf4j` there as a process of its own.
@NullMarked
package io.github.bpf4j.cli.live;

import org.jspecify.annotations.NullMarked;
