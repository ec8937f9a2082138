package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.Null;
import org.jspecify.annotations.Nullable;

/// What kotlinc writes into every method: `kotlin.jvm.internal.Intrinsics`.
final class KotlinCalls implements Calls.Primitives {
  private final Translator translator;

  KotlinCalls(Translator translator) {
    this.translator = translator;
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
              ? equal(call.argument(0), call.argument(1))
              : null;
      case "throwNpe", "throwJavaNpe" -> {
        translator.raise(Bytecodes.thrown(translator, NullPointerException.class));
        throw new PathEnds();
      }
      default -> null;
    };
  }

  /// `a == b` of Kotlin: both null, or `a.equals(b)`.
  private Operand equal(Operand a, Operand b) {
    if (a instanceof Null && b instanceof Null) {
      return Operand.of(1);
    }
    return switch (a) {
      case Null _ ->
          b instanceof Choice choice ? translator.onEach(choice, o -> equal(a, o)) : Operand.of(0);
      case Choice choice -> translator.onEach(choice, o -> equal(o, b));
      default -> new Equality(translator).equal(a, b);
    };
  }
}
