package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.substitute.BuiltIns;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Methods that the JVM has built in: [BuiltIns] has them in Java.
final class BuiltInCalls implements Calls.Primitives {
  private final Translator translator;

  BuiltInCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (call.owner() == System.class && call.name().equals("arraycopy")) {
      return call("arraycopy", "([II[III)V", call);
    }
    boolean isOfNumbers = call.descriptor().matches("\\(\\[[BCIJSZ]\\[[BCIJSZ]\\)Z");
    if (call.owner() == Arrays.class && call.name().equals("equals") && isOfNumbers) {
      return call("equals", "([I[I)Z", call);
    }
    return null;
  }

  private Operand call(String name, String descriptor, Call call) {
    var code = translator.files().method(BuiltIns.class, name, descriptor);
    return translator.call(Objects.requireNonNull(code), call.arguments());
  }
}
