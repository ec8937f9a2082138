/// Programs to copy, each a page: what runs in the kernel, and its user-space side in the same file.
///
/// ```
/// bpf4j run FunXdp.java --pcap capture.pcap
/// ```
///
/// 1. `FunXdp` logs the source of every IPv4 packet: headers, logging, verdicts.
/// 2. `CountSources` counts packets by source: a map that both sides use, a `main`.
/// 3. `DenyList` drops the packets of some networks: a map that user space writes, before and while
///    the program runs.
@NullMarked
package io.github.bpf4j.examples;

import org.jspecify.annotations.NullMarked;
