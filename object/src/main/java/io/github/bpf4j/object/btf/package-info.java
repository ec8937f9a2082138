/// BTF, the type and debug format of the kernel (`Documentation/bpf/btf.rst`): what a kernel is told
/// of a program's functions, source lines and maps, so that its verifier and tools speak of them.
///
/// ```java
/// ProgramBtf btf = ProgramBtf.of(program, object.maps(), ByteOrder.nativeOrder());
/// // btf.types() goes to BPF_BTF_LOAD, btf.functions() and btf.lines() to BPF_PROG_LOAD,
/// // btf.maps() to BPF_MAP_CREATE
/// ```
///
/// After that the verifier's log has lines such as `; return PASS; @ FunXdp.java:14`.
@NullMarked
package io.github.bpf4j.object.btf;

import org.jspecify.annotations.NullMarked;
