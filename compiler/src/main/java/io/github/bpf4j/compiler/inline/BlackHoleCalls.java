package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BlackHole;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import org.jspecify.annotations.Nullable;

/// The methods of `BlackHole`.
record BlackHoleCalls(Translator translator) implements Calls.Primitives {
  @Override
  public @Nullable Operand call(Call call) {
    if (call.owner() != BlackHole.class) {
      return null;
    }
    if (call.argument(0) instanceof Scalar scalar) {
      translator.ir().keep(scalar.value());
    }
    return Operand.UNKNOWN;
  }
}
