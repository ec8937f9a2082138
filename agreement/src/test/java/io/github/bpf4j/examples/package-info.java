/// What tests of the examples need to see in them.
@NullMarked
package io.github.bpf4j.examples;

import org.jspecify.annotations.NullMarked;
