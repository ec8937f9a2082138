package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.MapValueAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/// Exceptions that leave the program: it ends with the abort verdict, and that is counted by line and
/// reason.
final class Aborts implements Leaving {
  private final Translator translator;
  private final Constant result;
  private final Map<Integer, Block> blocks = new LinkedHashMap<>();

  /// @param result what the function returns where an exception leaves it
  Aborts(Translator translator, Constant result) {
    this.translator = translator;
    this.result = result;
  }

  @Override
  public Block with(Thrown exception) {
    var parts = translator.parts();
    int counter =
        parts.accounts() ? parts.abortCounter(exception.origin(), reason(exception.type())) : 0;
    return blocks.computeIfAbsent(
        counter,
        number -> {
          var ir = translator.ir();
          var block = ir.newBlock();
          block.markCold();
          var outer = ir.current();
          ir.at(block);
          if (parts.accounts()) {
            ir.atomicAdd(new MapValueAddress(parts.requireAccounting(), 8 * (number + 1)), 1);
          }
          block.terminate(new Terminator.Return(result, exception.origin()));
          ir.at(outer);
          return block;
        });
  }

  /// How an exception is called when the aborts are reported.
  private static String reason(Class<?> exception) {
    return switch (exception.getName()) {
      case "io.github.bpf4j.api.PacketBoundsException" -> "packet too short";
      case "java.lang.ArithmeticException" -> "division by zero";
      case "java.lang.NullPointerException" -> "null dereference";
      default ->
          IndexOutOfBoundsException.class.isAssignableFrom(exception)
              ? "index out of bounds"
              : exception.getSimpleName();
    };
  }
}
