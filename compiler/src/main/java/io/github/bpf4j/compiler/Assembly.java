package io.github.bpf4j.compiler;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.compiler.emit.Backend;
import io.github.bpf4j.compiler.emit.EmittedCode;
import io.github.bpf4j.compiler.emit.LinkedCode;
import io.github.bpf4j.compiler.emit.Linker;
import io.github.bpf4j.compiler.inline.ObjectParts;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.LogGate;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts an optimised function and the parts of its object together.
final class Assembly {
  /// What a frame may have (`MAX_BPF_STACK`).
  private static final int MAX_STACK = 512;

  private Assembly() {}

  /// A program whose object is still in the making.
  record Program(Method method, LinkedCode code, List<Function> functions, List<LineInfo> lines) {}

  /// Makes the code of a program; what is wrong with it is added to the parts.
  static Program program(
      Method method, List<Function> functions, ObjectParts parts, CompilerOptions options) {
    LinkedCode code =
        Linker.link(functions.stream().map(f -> Backend.generate(f, options.target())).toList());
    if (code.stack() > MAX_STACK) {
      var first = code.lines().getFirst().position();
      int spilled = code.functions().stream().mapToInt(LinkedCode.Part::spilled).sum();
      parts.report(
          Diagnostic.at(
              first,
              Problem.STACK,
              "the program needs %d bytes of stack, and has %d: %d are for values that found no register"
                  .formatted(code.stack(), MAX_STACK, 8 * spilled),
              "use fewer or smaller keys and values, or keep them in a BpfPerCpuArray"));
    }
    return new Program(method, code, functions, lines(code, options.sources()));
  }

  /// The programs with the object that they share.
  static List<CompiledProgram> object(Class<?> type, List<Program> programs, ObjectParts parts) {
    var definitions = programs.stream().map(program -> definition(program, parts)).toList();
    var object = new BpfObject(type.getSimpleName(), definitions, parts.maps(), "GPL");
    List<@Nullable BpfMap> sources =
        Collections.unmodifiableList(new ArrayList<@Nullable BpfMap>(parts.sources()));
    var variables = List.copyOf(parts.variables());
    var compiled = new ArrayList<CompiledProgram>();
    for (int i = 0; i < definitions.size(); i++) {
      compiled.add(
          new CompiledProgram(
              programs.get(i).method(), object, definitions.get(i), sources, variables));
    }
    return compiled;
  }

  private static ProgramDefinition definition(Program program, ObjectParts parts) {
    var gates = new ArrayList<LogGate>();
    for (EmittedCode.Gate gate : program.code().gates()) {
      int level = parts.logSites().get(gate.site()).level();
      gates.add(new LogGate(gate.slot(), level, gate.skip()));
    }
    return new ProgramDefinition(
        program.method().getName(),
        ProgramType.XDP,
        program.code().insns(),
        infos(program.code(), program.functions()),
        program.lines(),
        gates,
        parts.logSites(),
        parts.abortSites(),
        parts.accounting(),
        parts.logBuffer(),
        flags(program.method()));
  }

  private static int flags(Method method) {
    var xdp = method.getAnnotation(Xdp.class);
    return xdp != null && xdp.frags() ? ProgramDefinition.HAS_FRAGS : 0;
  }

  private static List<FunctionInfo> infos(LinkedCode code, List<Function> functions) {
    var infos = new ArrayList<FunctionInfo>();
    for (var part : code.functions()) {
      var function = functions.get(part.number());
      var info =
          function.isProgram()
              ? new FunctionInfo(part.slot(), function.name())
              : new FunctionInfo(part.slot(), function.name(), CType.S64, parameters(function));
      infos.add(info.with(new FunctionInfo.Frame(part.stack(), part.spilled())));
    }
    return infos;
  }

  private static List<FunctionInfo.Parameter> parameters(Function function) {
    var parameters = new ArrayList<FunctionInfo.Parameter>();
    for (var parameter : function.entry().parameters()) {
      var type =
          switch (parameter.type()) {
            case I32 -> CType.S32;
            case I64 -> CType.S64;
            case POINTER -> CType.Bare.POINTER;
          };
      parameters.add(new FunctionInfo.Parameter("p" + parameters.size(), type));
    }
    return parameters;
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
                line.slot(),
                at.file(),
                at.line(),
                sources.line(at.element().type(), at.file(), at.line()).strip()));
      }
    }
    return lines;
  }
}
