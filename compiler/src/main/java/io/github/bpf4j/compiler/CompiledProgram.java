package io.github.bpf4j.compiler;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.ProgramDefinition;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program fresh from the compiler, still tied to the Java class that it came from.
///
/// @param method the Java method
/// @param object the compiled class; data alone
/// @param program the method's program within `object`
/// @param maps for each map of `object`, the static field's value that defines it; null for maps of
///     the compiler's own, such as the ring buffer for log records
/// @param variables the class's static variables that lie in maps of `object`
public record CompiledProgram(
    Method method,
    BpfObject object,
    ProgramDefinition program,
    List<@Nullable BpfMap> maps,
    List<GlobalVariable> variables) {}
