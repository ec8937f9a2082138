package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Calls.Call;
import org.jspecify.annotations.Nullable;

/// What kotlinc writes into every method: `kotlin.jvm.internal.Intrinsics`.
final class KotlinCalls implements Calls.Primitives {
  private final Translator translator;
  private final Calls calls;

  KotlinCalls(Translator translator, Calls calls) {
    this.translator = translator;
    this.calls = calls;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (!call.owner().getName().equals("kotlin.jvm.internal.Intrinsics")) {
      return null;
    }
    return switch (call.name()) {
      case "checkNotNull", "checkNotNullParameter", "checkNotNullExpressionValue" -> {
        var _ = translator.nulls().requireNonNull(call.argument(0));
        yield Operand.UNKNOWN;
      }
      case "areEqual" ->
          call.descriptor().equals("(Ljava/lang/Object;Ljava/lang/Object;)Z")
              ? new Equality(translator, calls).ofObjects(call.argument(0), call.argument(1))
              : null;
      case "throwNpe", "throwJavaNpe" -> {
        translator.raise(Bytecodes.thrown(translator, NullPointerException.class));
        throw new PathEnds();
      }
      default -> null;
    };
  }
}
