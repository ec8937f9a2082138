/// The text suite and the examples under other kernels than this machine's.
///
/// [io.github.bpf4j.agreement.kernels.OtherKernelsTest] compiles the programs, writes them to a file, and
/// starts `kernels/run`, which starts a virtual machine, in which
/// [io.github.bpf4j.agreement.kernels.ProgramsInside] reads the file, loads them and runs their packets.
@NullMarked
package io.github.bpf4j.agreement.kernels;

import org.jspecify.annotations.NullMarked;
