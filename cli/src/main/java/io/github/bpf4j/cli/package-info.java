/// The `bpf4j` command.
///
/// ```
/// bpf4j --version
/// ```
@NullMarked
package io.github.bpf4j.cli;

import org.jspecify.annotations.NullMarked;
