package io.github.bpf4j.object.btf;

import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.ProgramType;
import java.nio.ByteBuffer;
import java.util.List;

/// What BTF says of functions and source lines, whether a kernel is told or an ELF file.
final class FunctionTypes {
  private static final int LINE_SHIFT = 10;

  /// A line number has 22 bits.
  private static final int MAX_LINE = (1 << 22) - 1;

  private FunctionTypes() {}

  /// The signature of a program's main function: `int name(struct xdp_md *ctx)`.
  static int main(ProgramType type, BtfWriter btf, TypeIds types) {
    int context = btf.pointer(types.of(type.context()));
    return btf.prototype(types.of(CType.S32), List.of(new BtfWriter.Parameter("ctx", context)));
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
