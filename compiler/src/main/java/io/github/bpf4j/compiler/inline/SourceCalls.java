package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.object.Helper;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of `KernelClock`, `KernelRandom` and `Cpu`: a helper each, without arguments.
final class SourceCalls implements Calls.Primitives {
  private record Source(Helper helper, Type type) {}

  private static final Map<String, Source> SOURCES =
      Map.of(
          "KernelClock.nanoTime()J", new Source(Helper.KTIME_GET_NS, Type.I64),
          "KernelClock.bootNanos()J", new Source(Helper.KTIME_GET_BOOT_NS, Type.I64),
          "KernelClock.coarseNanos()J", new Source(Helper.KTIME_GET_COARSE_NS, Type.I64),
          "KernelRandom.nextInt()I", new Source(Helper.GET_PRANDOM_U32, Type.I32),
          "Cpu.current()I", new Source(Helper.GET_SMP_PROCESSOR_ID, Type.I32));

  private final Translator translator;

  SourceCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (!call.owner().getPackageName().equals("io.github.bpf4j.api")) {
      return null;
    }
    var source = SOURCES.get(call.owner().getSimpleName() + "." + call.name() + call.descriptor());
    return source == null ? null : new Scalar(translator.ir().call(source.type(), source.helper()));
  }
}
