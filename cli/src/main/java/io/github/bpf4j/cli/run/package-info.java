/// Packets in, verdicts counted: from a capture through any runtime
/// ([io.github.bpf4j.cli.run.Replay]), or on an interface.
@NullMarked
package io.github.bpf4j.cli.run;

import org.jspecify.annotations.NullMarked;
