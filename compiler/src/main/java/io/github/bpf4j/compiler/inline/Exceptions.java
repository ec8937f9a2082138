package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Value.Constant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where exceptions lead: to the handler that catches them, in the method or one of its callers within
/// the function, or out of the function.
final class Exceptions {
  private final Translator translator;
  private final Leaving leaving;
  private final Set<Block> ends = new HashSet<>();

  Exceptions(Translator translator, Leaving leaving) {
    this.translator = translator;
    this.leaving = leaving;
  }

  /// Ends the current block where `exception` is thrown.
  void raise(Operand exception) {
    var ir = translator.ir();
    switch (exception) {
      case Thrown thrown -> raise(thrown, thrown);
      case Instance instance -> raise(instance);
      case Null _ -> raise(Bytecodes.thrown(translator, NullPointerException.class));
      case Choice choice -> raiseOneOf(choice);
      // After an error.
      default -> ir.current().terminate(new Terminator.Return(Constant.of(0), ir.position()));
    }
  }

  private void raiseOneOf(Choice choice) {
    var ir = translator.ir();
    var block = ir.current();
    var cases = new ArrayList<Terminator.Case>();
    for (int i = 0; i < choice.alternatives().size(); i++) {
      Block way = ir.newBlock();
      ir.at(way);
      cases.add(new Terminator.Case(choice.numbers().get(i), Edge.to(way)));
      raise(choice.alternatives().get(i));
    }
    block.terminate(
        new Terminator.Switch(
            choice.tag(), cases.subList(1, cases.size()), cases.getFirst().edge(), ir.position()));
  }

  private void raise(Instance object) {
    var origin = object.origin();
    var exception = new Thrown(object.type(), origin == null ? translator.ir().position() : origin);
    // Of the JDK's exceptions only the class matters.
    raise(exception, Shapes.fields(object.type()).isEmpty() ? exception : object);
  }

  /// Throws `exception`, which is `caught` to whoever catches it.
  private void raise(Thrown exception, Operand caught) {
    for (@Nullable Activation a = translator.activation();
        a != null && !a.isAround();
        a = a.caller()) {
      int target = handler(a, exception.type());
      if (target >= 0) {
        State state = a.state().withHeapOf(translator.state());
        state.stack().clear();
        state.push(caught);
        // An object that was being made when the exception came differs from way to way; nobody has
        // it.
        state.keepReachable(reachable(state, a.caller()));
        a.arrive(target, new Way(translator.ir().current(), state));
        return;
      }
    }
    var block = translator.ir().current();
    ends.add(block);
    block.terminate(new Terminator.Jump(Edge.to(leaving.with(exception))));
  }

  /// The blocks at whose end an exception leaves the function.
  Set<Block> leaving() {
    return ends;
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
}
