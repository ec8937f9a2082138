package io.github.bpf4j.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a mutable class as a place in a map: `get` of a map returns a reference to the entry itself,
/// and reading or writing a field reads or writes the map.
///
/// ```java
/// @Struct
/// static final class Counter {
///   long packets;
///   long bytes;
/// }
/// ```
///
/// The class is final, static if it is nested, extends nothing, has a constructor without parameters
/// and no final fields but for other structs, such as a [BpfAtomicLong], which it makes itself. [Layout]
/// says which fields it may have. In user space, outside of a program, `get` of a loaded program's map
/// returns a copy.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Struct {}
