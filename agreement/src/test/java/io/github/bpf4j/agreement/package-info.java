/// One program, three runtimes, one answer.
///
/// A case is text: Java source, packets, and what must come of them. It runs on the plain JVM, in the
/// VM and in the kernel, and the verdicts, the packets afterwards, log records, events, map contents
/// and aborts must be the same. See [io.github.bpf4j.agreement.Case] for the format:
/// ```
/// == an int wraps around
/// @Xdp static XdpAction run(XdpContext ctx) {
///   var p = ctx.slice(0, 8);
///   p.setI32(4, p.i32(0) + 1);
///   return PASS;
/// }
/// -- packet i:max zero*4 => PASS @4 i:min
/// ```
/// The package `random` does the same with programs that a generator makes up.
@NullMarked
package io.github.bpf4j.agreement;

import org.jspecify.annotations.NullMarked;
