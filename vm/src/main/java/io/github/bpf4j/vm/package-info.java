/// The runtime in this process: eBPF programs interpreted, with the kernel's helpers and maps, on any machine and without
/// privileges. A program's mistakes are errors that name the Java line, never crashes.
///
/// ```java
/// try (var program = Vm.load(FunXdp.class)) {
///   program.logs().subscribe(System.out::println);
///   XdpAction verdict = XdpAction.of(program.run(XdpPacket.of(bytes)));
/// }
/// ```
///
/// [Code] translates the instructions of an object once; a [Machine] is one CPU, whose [Interpreter] runs them; the
/// packages `memory` and `map` are what they work on. Helpers: the table [Helper], and [HelperCalls].
@NullMarked
package io.github.bpf4j.vm;

import org.jspecify.annotations.NullMarked;
