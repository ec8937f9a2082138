/// The same tests under other kernels than this machine's.
///
/// [io.github.bpf4j.agreement.kernels.OtherKernelsTest] starts `kernels/run`, which starts a virtual machine, in which
/// [io.github.bpf4j.agreement.kernels.TestsInside] runs the same test classes as are run here.
@NullMarked
package io.github.bpf4j.agreement.kernels;

import org.jspecify.annotations.NullMarked;
