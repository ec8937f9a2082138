package io.github.bpf4j.object;

/// A function of a program begins at `slot`.
///
/// @param slot instruction slot
/// @param name the Java method's name
public record FunctionInfo(int slot, String name) {}
