package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.MapValueAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where exceptions lead: to the handler that catches them, in the method or one of its callers, or to the
/// end of the program with the abort verdict, counted by line and reason.
final class Exceptions {
  private final Translator translator;
  private final int abortVerdict;
  private final Map<Integer, Block> aborts = new LinkedHashMap<>();
  private final Set<Block> leaving = new HashSet<>();

  /// @param abortVerdict what the program returns where an exception leaves it
  Exceptions(Translator translator, int abortVerdict) {
    this.translator = translator;
    this.abortVerdict = abortVerdict;
  }

  /// Ends the current block where `exception` is thrown: at the handler that catches it, or with the
  /// abort of the program.
  void raise(Thrown exception) {
    for (@Nullable Activation a = translator.activation(); a != null; a = a.caller()) {
      int target = handler(a, exception.type());
      if (target >= 0) {
        State state = a.state().withHeapOf(translator.state());
        state.stack().clear();
        state.push(exception);
        // An object that was being made when the exception came differs from way to way; nobody has
        // it.
        state.keepReachable(reachable(state, a.caller()));
        a.arrive(target, new Way(translator.ir().current(), state));
        return;
      }
    }
    var block = translator.ir().current();
    leaving.add(block);
    block.terminate(new Terminator.Jump(Edge.to(abort(exception))));
  }

  /// The blocks at whose end an exception leaves the function.
  Set<Block> leaving() {
    return leaving;
  }

  private static List<Operand> reachable(State state, @Nullable Activation caller) {
    var roots = state.operands();
    for (@Nullable Activation a = caller; a != null; a = a.caller()) {
      roots.addAll(a.state().operands());
    }
    return roots;
  }

  private static int handler(Activation a, Class<?> exception) {
    for (var handler : a.code().handlers()) {
      if (handler.start() <= a.index() && a.index() < handler.end()) {
        String type = handler.catchType();
        if (type == null || Calls.resolve(a.code(), type).isAssignableFrom(exception)) {
          return handler.target();
        }
      }
    }
    return -1;
  }

  private Block abort(Thrown exception) {
    int counter =
        translator.parts().accounts()
            ? translator.parts().abortCounter(exception.origin(), reason(exception.type()))
            : 0;
    return aborts.computeIfAbsent(
        counter,
        number -> {
          var ir = translator.ir();
          var block = ir.newBlock();
          block.markCold();
          var outer = ir.current();
          ir.at(block);
          if (translator.parts().accounts()) {
            ir.atomicAdd(
                new MapValueAddress(translator.parts().requireAccounting(), 8 * (number + 1)), 1);
          }
          block.terminate(new Terminator.Return(Constant.of(abortVerdict), exception.origin()));
          ir.at(outer);
          return block;
        });
  }

  /// How an exception is called when the aborts are reported.
  static String reason(Class<?> exception) {
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
