package io.github.bpf4j.api;

/// Entries of the plain JVM, as programs see them: of [Struct] classes they give the places themselves.
sealed interface JvmEntries extends MapEntries permits JvmHash, JvmArray, JvmTrie {}
