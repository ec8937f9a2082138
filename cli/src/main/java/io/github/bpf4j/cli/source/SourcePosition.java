package io.github.bpf4j.cli.source;

/// A character of a source file.
///
/// @param line from 1
/// @param column from 1, in UTF-16 code units
public record SourcePosition(int line, int column) {}
