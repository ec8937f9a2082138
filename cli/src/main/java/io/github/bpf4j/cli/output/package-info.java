/// What a program logs, as text through SLF4J and Logback, or as JSON, one object a line:
///
/// ```text
/// INFO  FunXdp  IPv4 Source Address: 192.0.2.7
/// ```
@NullMarked
package io.github.bpf4j.cli.output;

import org.jspecify.annotations.NullMarked;
