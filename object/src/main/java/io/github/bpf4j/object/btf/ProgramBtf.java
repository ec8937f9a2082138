package io.github.bpf4j.object.btf;

import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A program's functions and lines as the kernel wants to be told of them. The arrays are not copies.
public final class ProgramBtf {
  private static final int FUNCTION_RECORD = 8;
  private static final int LINE_RECORD = 16;
  private static final int LINE_SHIFT = 10;

  /// A line number has 22 bits.
  private static final int MAX_LINE = (1 << 22) - 1;

  private final byte[] types;
  private final byte[] functions;
  private final byte[] lines;

  private ProgramBtf(byte[] types, byte[] functions, byte[] lines) {
    this.types = types;
    this.functions = functions;
    this.lines = lines;
  }

  /// A BTF object, for `BPF_BTF_LOAD`.
  public byte[] types() {
    return types;
  }

  /// Records of `struct bpf_func_info`, 8 bytes each: slot, type id.
  public byte[] functions() {
    return functions;
  }

  /// Records of `struct bpf_line_info`, 16 bytes each: slot, file name, text, `line << 10 | column`;
  /// name and text as offsets of strings.
  public byte[] lines() {
    return lines;
  }

  /// The debug information of `program`.
  ///
  /// The kernel wants a line for the first instruction of every function. Where the program says
  /// none, that is the line that holds there, or line 0 with the function's name as text.
  ///
  /// @param order the byte order of the kernel's machine
  public static ProgramBtf of(ProgramDefinition program, ByteOrder order) {
    var btf = new BtfWriter(order);
    int result = btf.signed("int", Integer.BYTES);
    int context = btf.pointer(btf.struct(contextName(program.type())));
    int main = btf.prototype(result, List.of(new BtfWriter.Parameter("ctx", context)));
    int other = btf.prototype(result, List.of());

    var functions = functionsOf(program);
    var functionRecords = ByteBuffer.allocate(functions.size() * FUNCTION_RECORD).order(order);
    for (var function : functions) {
      int prototype = function.slot() == 0 ? main : other;
      functionRecords.putInt(function.slot()).putInt(btf.function(function.name(), prototype));
    }

    var lines = linesOf(program, functions);
    var lineRecords = ByteBuffer.allocate(lines.size() * LINE_RECORD).order(order);
    for (var line : lines) {
      int number = Math.clamp(line.line(), 0, MAX_LINE);
      lineRecords
          .putInt(line.slot())
          .putInt(btf.string(line.file()))
          .putInt(btf.string(line.text()))
          .putInt(number << LINE_SHIFT);
    }
    return new ProgramBtf(btf.bytes(), functionRecords.array(), lineRecords.array());
  }

  private static String contextName(ProgramType type) {
    return switch (type) {
      case XDP -> "xdp_md";
    };
  }

  private static List<FunctionInfo> functionsOf(ProgramDefinition program) {
    return program.functions().isEmpty()
        ? List.of(new FunctionInfo(0, program.name()))
        : program.functions();
  }

  private static List<LineInfo> linesOf(ProgramDefinition program, List<FunctionInfo> functions) {
    var lines = new TreeMap<Integer, LineInfo>();
    program.lines().forEach(line -> lines.put(line.slot(), line));
    for (var function : functions) {
      var before = lines.floorEntry(function.slot());
      var line =
          before == null ? new LineInfo(0, program.name(), 0, function.name()) : before.getValue();
      lines.putIfAbsent(
          function.slot(), new LineInfo(function.slot(), line.file(), line.line(), line.text()));
    }
    return new ArrayList<>(lines.values());
  }
}
