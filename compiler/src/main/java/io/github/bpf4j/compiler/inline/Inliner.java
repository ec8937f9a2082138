package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Decisions.Restart;
import io.github.bpf4j.compiler.inline.Operand.Context;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.read.ClassFiles;
import io.github.bpf4j.compiler.read.MethodCode;
import java.util.ArrayList;
import java.util.List;

/// The entry of this stage.
public final class Inliner {
  private Inliner() {}

  /// Translated programs. Where something is wrong with one, that stands in the parts, and the functions
  /// are of no use.
  ///
  /// @param programs of each its functions, the main one first
  /// @param parts what else belongs to them
  public record Translated(List<List<Function>> programs, ObjectParts parts) {
    /// Copies the list.
    public Translated {
      programs = List.copyOf(programs);
    }
  }

  /// Translates the programs `codes`, and whatever they call.
  ///
  /// @param accounts whether aborts and lost records are counted
  /// @param abortVerdict what a program returns where an exception leaves it
  public static Translated inline(
      ClassFiles files, List<MethodCode> codes, boolean accounts, int abortVerdict) {
    var decisions = new Decisions();
    while (true) {
      var parts = new ObjectParts(accounts);
      try {
        var programs = new ArrayList<List<Function>>();
        for (var code : codes) {
          var unit =
              new Unit(
                  files,
                  parts,
                  decisions,
                  new Subprograms(),
                  new Initializers(),
                  new AlternativeNumbers());
          var translator = new Translator(unit, t -> new Aborts(t, Constant.of(abortVerdict)));
          var functions = new ArrayList<Function>();
          functions.add(translate(translator, code));
          functions.addAll(unit.subprograms().functions());
          programs.add(List.copyOf(functions));
        }
        return new Translated(programs, parts);
      } catch (Restart _) {
        // With one more decision.
      }
    }
  }

  private static Function translate(Translator translator, MethodCode code) {
    var ir = translator.ir();
    var entry = ir.current();
    var context = new Value.Parameter(Type.POINTER);
    entry.parameters().add(context);
    // The entry block keeps what is loaded once for the whole program.
    var body = ir.newBlock();
    ir.at(body);
    try {
      Operand verdict = translator.call(code, List.of(new Context(context)));
      if (verdict instanceof EnumValue value && !value.nullable()) {
        ir.current().terminate(new Terminator.Return(value.ordinal(), ir.position()));
      } else if (!(verdict instanceof Operand.Unknown)) {
        var at = ir.position();
        translator
            .parts()
            .report(
                Diagnostic.at(
                    at,
                    Problem.MAYBE_NULL,
                    "the verdict of %s may be null".formatted(code.name()),
                    "return an action on every way: action == null ? PASS : action"));
      }
    } catch (PathEnds _) {
      // The program always throws.
    }
    entry.terminate(new Terminator.Jump(Edge.to(body)));
    return translator.finish(code.name(), true);
  }
}
