package io.github.bpf4j.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a static field of a kernel program, a number or an enum constant, that is set once before the
/// program is loaded and never changes after that.
///
/// ```java
/// @Tunable static int limit = 1_000;
/// ```
///
/// It lies in the object's `.rodata`. The kernel's verifier knows its value, and leaves out what it
/// makes unreachable. The field must not be `final` with a constant value: javac would write the
/// constant into the code.
///
/// Source: `Documentation/bpf/libbpf/libbpf_overview.rst`; frozen maps since Linux 5.2.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Tunable {}
