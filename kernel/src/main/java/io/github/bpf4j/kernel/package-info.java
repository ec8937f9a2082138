/// Runs programs in the Linux kernel.
///
/// ```java
/// try (KernelProgram program = Kernel.load(FunXdp.class);
///      XdpLink link = program.attachXdp("veth0", XdpMode.DEFAULT)) {
///   program.logs().toSlf4j();
///   awaitCtrlC();
/// }
/// ```
///
/// Loading needs CAP_BPF and CAP_NET_ADMIN (root has them). What this machine can do, and why not, is
/// a [SystemReport].
@NullMarked
package io.github.bpf4j.kernel;

import org.jspecify.annotations.NullMarked;
