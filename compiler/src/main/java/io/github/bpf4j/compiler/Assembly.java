package io.github.bpf4j.compiler;

import io.github.bpf4j.compiler.emit.Backend;
import io.github.bpf4j.compiler.emit.EmittedCode;
import io.github.bpf4j.compiler.emit.LinkedCode;
import io.github.bpf4j.compiler.emit.Linker;
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
      Method method, List<Function> functions, ObjectParts parts, CompilerOptions options) {
    LinkedCode code =
        Linker.link(functions.stream().map(f -> Backend.generate(f, options.target())).toList());
    if (code.stack() > MAX_STACK) {
      var first = code.lines().getFirst().position();
      int spilled = code.functions().stream().mapToInt(LinkedCode.Part::spilled).sum();
      throw new CompileException(
          List.of(
              new Diagnostic(
                  Problem.STACK,
                  first.file(),
                  first.line(),
                  "the program needs %d bytes of stack, and has %d: %d are for values that found no register"
                      .formatted(code.stack(), MAX_STACK, 8 * spilled),
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
            infos(code, functions),
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
        method,
        object,
        program,
        Collections.unmodifiableList(new ArrayList<>(parts.sources())),
        List.copyOf(parts.variables()));
  }

  private static List<FunctionInfo> infos(LinkedCode code, List<Function> functions) {
    var infos = new ArrayList<FunctionInfo>();
    for (int i = 0; i < functions.size(); i++) {
      infos.add(new FunctionInfo(code.functions().get(i).slot(), functions.get(i).name()));
    }
    return infos;
  }

  private static List<LineInfo> lines(LinkedCode code, SourceLines sources) {
    var lines = new ArrayList<LineInfo>();
    var starts = code.functions().stream().map(LinkedCode.Part::slot).toList();
    for (EmittedCode.Line line : code.lines()) {
      Position at = line.position();
      var last = lines.isEmpty() ? null : lines.getLast();
      if (last == null
          || last.line() != at.line()
          || !last.file().equals(at.file())
          || starts.contains(line.slot())) {
        lines.add(
            new LineInfo(
                line.slot(), at.file(), at.line(), sources.line(at.file(), at.line()).strip()));
      }
    }
    return lines;
  }
}
