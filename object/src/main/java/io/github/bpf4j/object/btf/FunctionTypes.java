package io.github.bpf4j.object.btf;

import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.Kfunc;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.ProgramType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What BTF says of functions and source lines, whether a kernel is told or an ELF file.
final class FunctionTypes {
  private static final int LINE_SHIFT = 10;

  /// A line number has 22 bits.
  private static final int MAX_LINE = (1 << 22) - 1;

  private FunctionTypes() {}

  /// The signature of a program's main function: `int name(struct xdp_md *ctx)`.
  static int main(ProgramType type, BtfWriter btf, TypeIds types) {
    return btf.prototype(types.of(CType.S32), List.of(parameter("ctx", type.context(), types)));
  }

  /// The signature of a function of the kernel: `int name(struct xdp_md *ctx, …)`.
  static int kfunc(Kfunc kfunc, BtfWriter btf, TypeIds types) {
    var parameters = new ArrayList<BtfWriter.Parameter>();
    parameters.add(parameter("ctx", ProgramType.XDP.context(), types));
    for (var result : kfunc.results()) {
      parameters.add(parameter("p" + parameters.size(), result, types));
    }
    return btf.prototype(types.of(CType.S32), parameters);
  }

  private static BtfWriter.Parameter parameter(String name, CType target, TypeIds types) {
    return new BtfWriter.Parameter(name, types.of(new CType.Pointer(target)));
  }

  /// The signature of another function.
  static int prototype(FunctionInfo function, BtfWriter btf, TypeIds types) {
    return btf.prototype(
        types.of(function.result()),
        function.parameters().stream()
            .map(parameter -> new BtfWriter.Parameter(parameter.name(), types.of(parameter.type())))
            .toList());
  }

  /// Writes a `struct bpf_line_info`, its position as given.
  static void put(ByteBuffer records, int position, LineInfo line, BtfWriter btf) {
    records
        .putInt(position)
        .putInt(btf.string(line.file()))
        .putInt(btf.string(line.text()))
        .putInt(Math.clamp(line.line(), 0, MAX_LINE) << LINE_SHIFT);
  }
}
