package io.github.bpf4j.compiler;

/// A static variable of a program that lies in one of its object's maps of global variables.
///
/// @param name the field's name
/// @param holder what has its value on the JVM: the [java.lang.reflect.Field] of a number or enum
///     constant, else the array or `@Struct` object that a `static final` field holds
/// @param type the type of the number or enum constant, the class of the array or object
/// @param map the index of its map in the object
/// @param offset where it lies in the map's only value
public record GlobalVariable(String name, Object holder, Class<?> type, int map, int offset) {}
