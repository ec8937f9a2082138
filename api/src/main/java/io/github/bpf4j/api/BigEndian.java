package io.github.bpf4j.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a `short`, `char`, `int` or `long` whose bytes lie in memory as networks send them: most
/// significant first. Without it they lie as the machine has them. The value in Java is the same.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface BigEndian {}
