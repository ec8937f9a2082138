package io.github.bpf4j.object.elf;

import io.github.bpf4j.isa.ControlFlow;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A section of code: functions one after the other. Loaders such as libbpf want the main functions of
/// programs in the section that their type is named after, and all other functions in `.text`, from
/// where they append to each program those that it calls.
///
/// @param name the section's name
/// @param functions its functions in order
record CodeSection(String name, List<Function> functions) {
  /// The section of functions that programs call.
  static final String TEXT = ".text";

  /// A function in its section. Slots count from the section's begin.
  ///
  /// @param info where it begins
  /// @param program for the main function of a program its type, else null
  /// @param body what it does
  record Function(FunctionInfo info, @Nullable ProgramType program, Body body) {
    /// The slot after its last instruction.
    int end() {
      return info.slot() + body.slots();
    }

    /// Its lines.
    List<LineInfo> lines() {
      return body.lines.stream().map(line -> line.at(line.slot() + info.slot())).toList();
    }
  }

  /// What a function does, wherever it lies.
  ///
  /// @param insns calls and addresses of functions have the function's slot in `.text` as their offset
  /// @param lines their slots count from the function's first instruction
  record Body(List<Insn> insns, List<LineInfo> lines) {
    int slots() {
      return insns.stream().mapToInt(Insn::slots).sum();
    }
  }

  /// Whether this is `.text`.
  boolean isText() {
    return name.equals(TEXT);
  }

  /// All instructions in order, in the form of [Body].
  List<Insn> insns() {
    return functions.stream().flatMap(function -> function.body.insns.stream()).toList();
  }

  /// How many slots it has.
  private int slots() {
    return functions.isEmpty() ? 0 : functions.getLast().end();
  }

  /// The sections of `programs`, `.text` first. A function that several programs have alike is there once.
  static List<CodeSection> of(List<ProgramDefinition> programs) {
    var sections = new LinkedHashMap<String, CodeSection>();
    sections.put(TEXT, new CodeSection(TEXT, new ArrayList<>()));
    programs.forEach(program -> new Split(program, sections).function(0));
    return List.copyOf(sections.values());
  }

  private Function add(FunctionInfo info, @Nullable ProgramType program, Body body) {
    for (var function : functions) {
      if (program == null && function.body.equals(body) && function.info.at(0).equals(info.at(0))) {
        return function;
      }
    }
    var function = new Function(info.at(slots()), program, body);
    functions.add(function);
    return function;
  }

  /// Puts the functions of a program into sections, those that a function calls before itself.
  private static final class Split {
    private final ProgramDefinition program;
    private final Map<String, CodeSection> sections;
    private final ControlFlow flow;
    private final Map<Integer, Integer> done = new LinkedHashMap<>();

    Split(ProgramDefinition program, Map<String, CodeSection> sections) {
      this.program = program;
      this.sections = sections;
      this.flow = ControlFlow.of(program.insns());
    }

    /// Adds the function that begins at an instruction.
    ///
    /// @return its slot in its section
    int function(int start) {
      var known = done.putIfAbsent(start, -1);
      if (known != null) {
        if (known < 0) {
          throw new IllegalArgumentException(
              "program %s has a function that calls itself".formatted(program.name()));
        }
        return known;
      }
      var section =
          sections.computeIfAbsent(
              start == 0 ? program.section() : TEXT,
              name -> new CodeSection(name, new ArrayList<>()));
      var type = start == 0 ? program.type() : null;
      int slot = section.add(info(start), type, body(start)).info.slot();
      done.put(start, slot);
      return slot;
    }

    private FunctionInfo info(int start) {
      return program.functions().stream()
          .filter(function -> function.slot() == flow.slot(start))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "program %s says nothing of its function at slot %d"
                      .formatted(program.name(), flow.slot(start))));
    }

    private Body body(int start) {
      int end = flow.function(start).end();
      var insns = new ArrayList<Insn>();
      for (int i = start; i < end; i++) {
        insns.add(absolute(i));
      }
      int from = flow.slot(start);
      var lines =
          program.linesOfFunctions().stream()
              .filter(line -> line.slot() >= from && line.slot() < flow.slot(end))
              .map(line -> line.at(line.slot() - from))
              .toList();
      return new Body(List.copyOf(insns), lines);
    }

    private Insn absolute(int index) {
      return switch (flow.program().get(index)) {
        case Insn.CallLocal _ -> new Insn.CallLocal(target(index));
        case Insn.LoadImm64 load when load.pseudo() == Pseudo.FUNC ->
            new Insn.LoadImm64(load.dst(), Pseudo.FUNC, target(index), 0);
        case Insn insn -> insn;
      };
    }

    private int target(int index) {
      return function(flow.target(index).orElseThrow());
    }
  }
}
