package io.github.bpf4j.api;

/// A field of a map's value that is the kernel's: copies of the value have one of their own, and storing a value leaves
/// it as it is.
public sealed interface KernelOwned permits BpfSpinLock {}
