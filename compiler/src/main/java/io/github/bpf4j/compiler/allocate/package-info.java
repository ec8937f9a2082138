/// Register allocation: registers without number become r0 to r9 and stack slots; then a checker
/// that does not trust the result.
@NullMarked
package io.github.bpf4j.compiler.allocate;

import org.jspecify.annotations.NullMarked;
