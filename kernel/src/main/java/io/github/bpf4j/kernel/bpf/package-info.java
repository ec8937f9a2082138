/// The commands of bpf(2), one class for those that belong together. Each class begins with a table of
/// the fields that it uses of `union bpf_attr` (`include/uapi/linux/bpf.h`): their offsets in
/// bytes, which never change, since the union only grows at its end.
///
/// A command gives what the kernel gave: a result, or an error number below zero. What that means
/// to a user is said one package up.
///
/// ```java
/// long fd = MapCommands.create(definition, "SEEN");
/// ```
@NullMarked
package io.github.bpf4j.kernel.bpf;

import org.jspecify.annotations.NullMarked;
