package io.github.bpf4j.api;

/// A field of a map's value that is the kernel's: copies of the value, stored ones too, have one of their own.
public sealed interface KernelOwned permits BpfSpinLock, BpfTimer {}
