package io.github.bpf4j.compiler;

import io.github.bpf4j.compiler.emit.Backend;
import io.github.bpf4j.compiler.emit.EmittedCode;
import io.github.bpf4j.compiler.inline.ObjectParts;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.LogGate;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Puts an optimised function and the parts of its object together.
final class Assembly {
  /// What a frame may have (`MAX_BPF_STACK`).
  private static final int MAX_STACK = 512;

  private Assembly() {}

  static CompiledProgram assemble(
      Method method, Function function, ObjectParts parts, CompilerOptions options) {
    EmittedCode code = Backend.generate(function, options.target());
    if (code.stack() > MAX_STACK) {
      var first = code.lines().getFirst().position();
      throw new CompileException(
          List.of(
              new Diagnostic(
                  Problem.STACK,
                  first.file(),
                  first.line(),
                  "the program needs %d bytes of stack, and has %d: %d are for values that found no register"
                      .formatted(code.stack(), MAX_STACK, 8 * code.spilled()),
                  "use fewer or smaller keys and values, or keep them in a BpfPerCpuArray")));
    }
    var gates = new ArrayList<LogGate>();
    for (EmittedCode.Gate gate : code.gates()) {
      int level = parts.logSites().get(gate.site()).level();
      gates.add(new LogGate(gate.slot(), level, gate.skip()));
    }
    var program =
        new ProgramDefinition(
            method.getName(),
            ProgramType.XDP,
            code.insns(),
            List.of(new FunctionInfo(0, method.getName())),
            lines(code, options.sources()),
            gates,
            parts.logSites(),
            parts.abortSites(),
            parts.accounting(),
            parts.logBuffer());
    var object =
        new BpfObject(
            method.getDeclaringClass().getSimpleName(), List.of(program), parts.maps(), "GPL");
    return new CompiledProgram(
        method, object, program, Collections.unmodifiableList(new ArrayList<>(parts.sources())));
  }

  private static List<LineInfo> lines(EmittedCode code, SourceLines sources) {
    var lines = new ArrayList<LineInfo>();
    for (EmittedCode.Line line : code.lines()) {
      Position at = line.position();
      var last = lines.isEmpty() ? null : lines.getLast();
      if (last == null || last.line() != at.line() || !last.file().equals(at.file())) {
        lines.add(
            new LineInfo(
                line.slot(), at.file(), at.line(), sources.line(at.file(), at.line()).strip()));
      }
    }
    return lines;
  }
}
