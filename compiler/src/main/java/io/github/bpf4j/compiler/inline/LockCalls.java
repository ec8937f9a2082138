package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfSpinLock;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value.MapValueAddress;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.object.Helper;
import org.jspecify.annotations.Nullable;

/// The primitives of [BpfSpinLock]: a helper each. [Locks] sees to it that they are used well.
final class LockCalls implements Calls.Primitives {
  private final Translator translator;

  LockCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (call.owner() != BpfSpinLock.class) {
      return null;
    }
    return switch (call.name()) {
      case "acquire" -> isInMap(call.argument(0)) ? call(Helper.SPIN_LOCK, call) : inNoMap(call);
      case "release" ->
          isInMap(call.argument(0)) ? call(Helper.SPIN_UNLOCK, call) : Operand.UNKNOWN;
      default -> null;
    };
  }

  /// Whether `lock` is part of a value in a map.
  static boolean isInMap(Operand lock) {
    return lock instanceof Place place
        && !(place.pointer() instanceof MapValueAddress || place.pointer() instanceof StackAddress);
  }

  private Operand call(Helper helper, Call call) {
    translator.ir().call(Type.I64, helper, ((Place) call.argument(0)).pointer());
    return Operand.UNKNOWN;
  }

  private Operand inNoMap(Call call) {
    return call.argument(0) instanceof Operand.Unknown
        ? Operand.UNKNOWN
        : translator.report(
            Problem.LOCK,
            "this lock is in no map, so no other CPU can want it",
            "take the lock of a value that get() of a BpfHashMap or a BpfArray gave");
  }
}
