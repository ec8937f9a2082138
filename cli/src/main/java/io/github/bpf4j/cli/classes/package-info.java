/// From what a user names on the command line to Java classes.
///
/// `FunXdp.java` is compiled in memory by the JDK's own compiler, `FunXdp.class` is read from where it
/// lies, and `com.acme.FunXdp` is looked up on `--class-path`. All three become a
/// [io.github.bpf4j.cli.classes.TargetClasses].
@NullMarked
package io.github.bpf4j.cli.classes;

import org.jspecify.annotations.NullMarked;
