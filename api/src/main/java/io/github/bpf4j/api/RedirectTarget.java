package io.github.bpf4j.api;

/// A value of a map of devices or CPUs (`struct bpf_devmap_val`, `struct bpf_cpumap_val` in
/// `include/uapi/linux/bpf.h`).
///
/// @param target the interface's index, or the length of the CPU's queue
/// @param program the file descriptor of the program that the packet is to meet there, 0 for none; what
///     the kernel gives back is the program's number
record RedirectTarget(int target, int program) {}
