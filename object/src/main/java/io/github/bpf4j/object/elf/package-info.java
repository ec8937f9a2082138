/// ELF, the file format of objects: what `bpftool prog load` and libbpf read.
///
/// ```java
/// Files.write(Path.of("fun_xdp.o"), ElfWriter.write(object, 2));
/// ```
@NullMarked
package io.github.bpf4j.object.elf;

import org.jspecify.annotations.NullMarked;
