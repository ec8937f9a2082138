package io.github.bpf4j.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a method of a kernel program that is compiled once, as a function of its own, instead of into
/// each place where it is called.
///
/// It takes numbers, enum constants, records of these, the context, and `@Struct` references, at most
/// five values in all (records count as their components), and returns a number, an enum constant or
/// nothing. Functions may call each other 8 deep and share 512 bytes of stack.
///
/// Source: `Documentation/bpf/bpf_design_QA.rst`; function calls since Linux 4.16.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface NoInline {}
