package io.github.bpf4j.compiler;

import io.github.bpf4j.compiler.inline.ObjectParts;
import io.github.bpf4j.compiler.ir.Function;
import java.lang.reflect.Method;

final class Assembly {
  static CompiledProgram assemble(Method m, Function f, ObjectParts p, CompilerOptions o) {
    throw new IllegalStateException("later");
  }
}
