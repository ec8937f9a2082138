/// Tests of finding sources and columns.
@NullMarked
package io.github.bpf4j.cli.source;

import org.jspecify.annotations.NullMarked;
