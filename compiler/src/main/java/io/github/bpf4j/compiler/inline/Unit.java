package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.read.ClassFiles;

/// What the translators of a program's functions share.
///
/// @param files the class files
/// @param parts what the translation gives besides instructions
/// @param decisions what earlier attempts have shown
/// @param subprograms the functions beside the main one
/// @param initializers what static fields hold that cannot be seen from outside
/// @param numbers what tells the alternatives of a choice apart
record Unit(
    ClassFiles files,
    ObjectParts parts,
    Decisions decisions,
    Subprograms subprograms,
    Initializers initializers,
    AlternativeNumbers numbers) {}
