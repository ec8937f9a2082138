/// The source files behind classes, where they are at hand: their lines for errors and loaded programs, and the columns
/// that class files do not have.
@NullMarked
package io.github.bpf4j.cli.source;

import org.jspecify.annotations.NullMarked;
