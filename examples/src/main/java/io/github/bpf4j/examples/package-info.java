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
/// 4. `Pass` and `SourceAddress` are the least that a program can do, and what it costs to get to a header.
/// 5. `Blocklist` has two programs that share their maps: a prefix trie, a hash map, counters by CPU.
/// 6. `Echo` answers pings and sends UDP and TCP back: writing a packet, checksums, `TX`.
/// 7. `FlowCounter` counts packets by flow, behind VLAN tags and extension headers: loops, a record as a key, a map
///    that forgets.
/// 8. `LoadBalancer` sends each connection to one of many servers, in a tunnel: hashing, a second header in front,
///    fields that are set at load. `MaglevRing` is its user-space side.
@NullMarked
package io.github.bpf4j.examples;

import org.jspecify.annotations.NullMarked;
