package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfTailCalls;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Context;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.object.Helper;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import org.jspecify.annotations.Nullable;

/// The methods of `BpfTailCalls`. The helper comes back only where it did not go on in another program; so
/// the result must be what the program returns, at once.
final class TailCalls {
  private final Translator translator;

  TailCalls(Translator translator) {
    this.translator = translator;
  }

  /// The result of `call` on the array at `address`; null if the method is for user space.
  @Nullable Operand call(Value address, BpfTailCalls array, Call call) {
    return switch (call.name()) {
      case "length" -> Operand.of(array.length());
      case "call" -> call(address, call);
      default -> null;
    };
  }

  private Operand call(Value address, Call call) {
    if (!isReturned(translator.activation())) {
      return translator.report(
          Problem.CALL,
          "a tail call does not come back, and here something comes after it",
          "return its result at once: return PROGRAMS.call(ctx, index, PASS)");
    }
    Operand otherwise = call.argument(3);
    if (!(call.argument(1) instanceof Context context)
        || !(call.argument(2) instanceof Scalar index)) {
      return Operand.UNKNOWN;
    }
    translator.ir().call(Type.I64, Helper.TAIL_CALL, context.pointer(), address, index.value());
    return otherwise;
  }

  /// Whether the program ends behind the current instruction, with its result.
  private static boolean isReturned(@Nullable Activation method) {
    for (Activation a = method; a != null; a = a.caller()) {
      if (!isReturnedBy(a)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isReturnedBy(Activation method) {
    var code = method.code();
    int next = method.index() + 1;
    for (int steps = 0; steps < code.instructions().size(); steps++) {
      switch (code.instructions().get(next)) {
        case NopInstruction _ -> next++;
        case BranchInstruction jump
            when jump.opcode() == Opcode.GOTO || jump.opcode() == Opcode.GOTO_W ->
            next = code.index(jump.target());
        case ReturnInstruction end -> {
          return end.opcode() == Opcode.ARETURN;
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }
}
