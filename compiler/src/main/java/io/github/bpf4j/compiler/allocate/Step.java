package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineInsn;
import org.jspecify.annotations.Nullable;

/// An instruction before and after allocation.
///
/// @param origin what the selector wrote; null where the allocator added the instruction
/// @param insn what is left of it; null where the allocator found that it does nothing
public record Step(@Nullable MachineInsn origin, @Nullable MachineInsn insn) {}
