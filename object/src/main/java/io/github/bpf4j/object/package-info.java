/// Compiled programs as data: instructions and what is known of them, maps with the C types of their
/// entries, global variables with their contents.
///
/// ```java
/// for (MapDefinition map : object.maps()) {
///   System.out.println(map.name() + ": " + map.key() + " to " + map.value());
/// }
/// for (ProgramDefinition program : object.programs()) {
///   System.out.println(program.name() + ": " + program.insns().size() + " instructions");
/// }
/// ```
///
/// [io.github.bpf4j.object.btf] says it as BTF, [io.github.bpf4j.object.elf] writes it to a file.
@NullMarked
package io.github.bpf4j.object;

import org.jspecify.annotations.NullMarked;
