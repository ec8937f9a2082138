package io.github.bpf4j.compiler.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.ir.IrChecker;
import io.github.bpf4j.compiler.ir.IrParser;
import io.github.bpf4j.compiler.ir.IrPrinter;
import io.github.bpf4j.compiler.ir.Pass;

/// What a pass does to a small function.
final class PassExample {
  private PassExample() {}

  /// Of `before` the pass makes `after`, and says whether that is something else.
  static void check(Pass pass, String before, String after) {
    var function = IrParser.parse("function f\n" + before);
    IrChecker.check(function);
    boolean changed = pass.run(function);
    IrChecker.check(function);
    var expected = IrParser.parse("function f\n" + after);
    assertThat(IrPrinter.print(function)).isEqualTo(IrPrinter.print(expected));
    assertThat(changed).isEqualTo(!before.equals(after));
  }

  /// The pass finds nothing to do.
  static void unchanged(Pass pass, String function) {
    check(pass, function, function);
  }
}
