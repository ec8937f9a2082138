/// Classes of the JDK in other words: what the JDK does in native code, or keeps in fields that nobody else may
/// read, as Java that is compiled like a program's own methods.
///
/// A call of `List.of(80, 443).contains(port)`, or of a `List` that a static field holds, is one of
/// [TableList#contains].
@NullMarked
package io.github.bpf4j.compiler.substitute;

import org.jspecify.annotations.NullMarked;
