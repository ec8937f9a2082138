package io.github.bpf4j.compiler.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.ir.IrChecker;
import io.github.bpf4j.compiler.ir.IrParser;
import io.github.bpf4j.compiler.ir.IrPrinter;
import io.github.bpf4j.compiler.ir.Pass;
import java.util.stream.Collectors;

/// What a pass does to a small function. The function stands there once: lines that begin with `-` are there before,
/// those with `+` afterwards, all others before and afterwards.
///
/// ```
///   b0(v1:pointer):
/// -   if 3 s< 4 goto b1 else b2
/// - b1:
///     return 1
/// - b2:
/// -   return 2
/// ```
final class PassExample {
  private PassExample() {}

  /// The pass does this, and says whether it did something.
  static void check(Pass pass, String change) {
    var function = IrParser.parse(side(change, '+'));
    IrChecker.check(function);
    boolean changed = pass.run(function);
    IrChecker.check(function);
    var expected = IrParser.parse(side(change, '-'));
    assertThat(IrPrinter.print(function)).isEqualTo(IrPrinter.print(expected));
    assertThat(changed).isEqualTo(change.lines().anyMatch(line -> !line.startsWith(" ")));
  }

  /// The function without the lines that have this mark.
  private static String side(String change, char otherMark) {
    return change
        .lines()
        .filter(line -> line.charAt(0) != otherMark)
        .map(line -> line.substring(2))
        .collect(Collectors.joining("\n", "function f\n", "\n"));
  }
}
