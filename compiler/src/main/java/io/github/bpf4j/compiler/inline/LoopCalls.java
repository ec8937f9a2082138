package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfLoop;
import io.github.bpf4j.compiler.inline.Callbacks.Signature;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.object.Helper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The methods of [BpfLoop].
final class LoopCalls implements Calls.Primitives {
  /// `long (*callback_fn)(u32 index, void *ctx)`: 0 goes on, 1 stops.
  private static final Signature SIGNATURE =
      new Signature(List.of(Type.I32, Type.POINTER), 1, 0, 1);

  private final Translator translator;

  LoopCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (call.owner() != BpfLoop.class || !call.name().equals("repeat")) {
      return null;
    }
    if (!(call.argument(0) instanceof Scalar(var times))) {
      return Operand.UNKNOWN;
    }
    translator.require(Condition.SGE, times, Constant.of(0), IllegalArgumentException.class);
    translator.require(
        Condition.SLE, times, Constant.of(BpfLoop.MAX), IllegalArgumentException.class);
    var split = translator.split(Condition.NE, times, Constant.of(0));
    if (split.then() == null) {
      return Operand.of(0);
    }
    // No repetition is no call: the verifier takes away a function that it never saw called, and
    // then
    // looks for it.
    var ways = new ArrayList<Way>();
    if (split.otherwise() != null) {
      var none = translator.state().copy();
      none.push(Operand.of(0));
      ways.add(new Way(split.otherwise(), none));
    }
    translator.ir().at(split.then());
    Operand done = repeat(times, call.argument(1));
    if (ways.isEmpty()) {
      return done;
    }
    translator.state().push(done);
    ways.add(new Way(translator.ir().current(), translator.state()));
    return translator.joinHere(ways);
  }

  private Operand repeat(Value times, Operand body) {
    var callbacks = new Callbacks(translator);
    var callback =
        callbacks.compile(
            body,
            new Callbacks.Method(IntPredicate.class, "test", "(I)Z"),
            SIGNATURE,
            (_, parameters) -> List.of(new Scalar(parameters.getFirst())));
    var ir = translator.ir();
    var done =
        ir.call(
            Type.I64, Helper.LOOP, times, callback.function(), callback.memory(), Constant.of(0L));
    callbacks.rethrow(callback, done);
    return new Scalar(ir.unary(Op.TRUNC, Type.I32, done));
  }
}
