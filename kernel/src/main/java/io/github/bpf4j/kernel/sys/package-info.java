/// The operating system's door: system calls, file descriptors and mapped memory through
/// `java.lang.foreign`. Nothing here knows about eBPF.
///
/// A call gives what the kernel gave: a result, or an error number below zero.
///
/// ```java
/// long result = Syscall.CLOSE.call(fd);
/// if (result < 0) {
///   throw new BpfException("cannot close: " + Errno.describe(result));
/// }
/// ```
@NullMarked
package io.github.bpf4j.kernel.sys;

import org.jspecify.annotations.NullMarked;
