package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Context;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.read.ClassFiles;
import io.github.bpf4j.compiler.read.MethodCode;
import java.util.List;

/// The entry of this stage.
public final class Inliner {
  private Inliner() {}

  /// Translates the program `code`, and whatever it calls, into one function. What is wrong with it
  /// stands in `parts` afterwards; then the function is of no use.
  ///
  /// @param abortVerdict what the function returns where an exception leaves the program
  public static Function inline(
      ClassFiles files, MethodCode code, ObjectParts parts, int abortVerdict) {
    var translator = new Translator(files, parts, abortVerdict);
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
        parts
            .diagnostics()
            .add(
                new Diagnostic(
                    Problem.MAYBE_NULL,
                    at.file(),
                    at.line(),
                    "the verdict of %s may be null".formatted(code.name()),
                    "return an action on every way: action == null ? PASS : action"));
      }
    } catch (PathEnds _) {
      // The program always throws.
    }
    entry.terminate(new Terminator.Jump(io.github.bpf4j.compiler.ir.Edge.to(body)));
    var function = new Function(code.name(), ir.blocks());
    if (parts.diagnostics().isEmpty()) {
      References.settle(function, translator.leaving(), parts.diagnostics());
    }
    return function;
  }
}
