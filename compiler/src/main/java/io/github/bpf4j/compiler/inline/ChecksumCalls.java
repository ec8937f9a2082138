package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.InternetChecksum;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Slice;
import io.github.bpf4j.compiler.inline.Operand.Stale;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.object.Helper;
import org.jspecify.annotations.Nullable;

/// The primitive of `InternetChecksum`: sums of bytes in the packet, or of records, by `bpf_csum_diff`.
final class ChecksumCalls implements Calls.Primitives {
  /// What the helper could take before Linux 6.13 (`MAX_BPF_STACK`).
  private static final int MAX_BYTES = 512;

  private final Translator translator;

  ChecksumCalls(Translator translator) {
    this.translator = translator;
  }

  /// Bytes in memory.
  private record Data(Value address, int size) {}

  @Override
  public @Nullable Operand call(Call call) {
    if (call.owner() != InternetChecksum.class || !call.name().equals("kernelSum")) {
      return null;
    }
    Data before = data(call.argument(0));
    Data after = data(call.argument(1));
    if (before == null || after == null) {
      return Operand.UNKNOWN;
    }
    int size = before.size() + after.size();
    if (before.size() % 4 != 0 || after.size() % 4 != 0 || size > MAX_BYTES) {
      return translator.report(
          Problem.SLICE,
          "the kernel sums up a multiple of 4 bytes, at most %d, not %d".formatted(MAX_BYTES, size),
          "take as many bytes, or pad the record");
    }
    var ir = translator.ir();
    Value sum =
        ir.call(
            Type.I64,
            Helper.CSUM_DIFF,
            before.address(),
            Constant.of(before.size()),
            after.address(),
            Constant.of(after.size()),
            Constant.of(0));
    return new Scalar(ir.unary(Op.TRUNC, Type.I32, sum));
  }

  private @Nullable Data data(Operand operand) {
    return switch (translator.state().fresh(operand)) {
      case Null _ -> new Data(Value.NULL, 0);
      case Slice slice ->
          new Data(translator.ir().offset(slice.base(), slice.offset()), slice.length());
      case Stale stale -> {
        PacketCalls.stale(translator, stale);
        yield null;
      }
      case Operand.Unknown _ -> null;
      case Operand record when Shapes.isValueObject(record) -> {
        Class<?> type = Shapes.typeOf(record);
        var layout = translator.memory().layout(type);
        Value address = layout == null ? null : translator.memory().onStack(record, type, 0);
        yield layout == null || address == null ? null : new Data(address, layout.size());
      }
      case Operand other -> {
        translator.report(
            Problem.OBJECT_MERGE,
            "what is summed up depends on the path taken (%s)".formatted(Shapes.describe(other)),
            "sum it up on each way by itself, before the ways meet");
        yield null;
      }
    };
  }
}
