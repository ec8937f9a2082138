package io.github.bpf4j.object.btf;

import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A program's functions and lines and the types of its maps as the kernel wants to be told of them. The
/// arrays are not copies.
public final class ProgramBtf {
  private static final int FUNCTION_RECORD = 8;
  private static final int LINE_RECORD = 16;
  private static final int LINE_SHIFT = 10;

  /// A line number has 22 bits.
  private static final int MAX_LINE = (1 << 22) - 1;

  private final byte[] types;
  private final byte[] functions;
  private final byte[] lines;
  private final List<MapTypes> maps;

  private ProgramBtf(byte[] types, byte[] functions, byte[] lines, List<MapTypes> maps) {
    this.types = types;
    this.functions = functions;
    this.lines = lines;
    this.maps = maps;
  }

  /// The type ids of a map's key and value; 0 where it has none.
  public record MapTypes(int key, int value) {}

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

  /// For each map the ids of its types, for `BPF_MAP_CREATE`.
  public List<MapTypes> maps() {
    return maps;
  }

  /// The debug information of `program` and of `maps`.
  ///
  /// The kernel wants a line for the first instruction of every function. Where the program says
  /// none, that is the line that holds there, or line 0 with the function's name as text.
  ///
  /// @param order the byte order of the kernel's machine
  public static ProgramBtf of(
      ProgramDefinition program, List<MapDefinition> maps, ByteOrder order) {
    var btf = new BtfWriter(order);
    var types = new TypeIds(btf);
    var functions = functionsOf(program);
    var functionRecords = ByteBuffer.allocate(functions.size() * FUNCTION_RECORD).order(order);
    for (var function : functions) {
      int prototype = prototype(function, program.type(), btf, types);
      functionRecords.putInt(function.slot()).putInt(btf.function(function.name(), prototype));
    }
    var mapTypes = maps.stream().map(map -> typesOf(map, types)).toList();

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
    return new ProgramBtf(btf.bytes(), functionRecords.array(), lineRecords.array(), mapTypes);
  }

  private static int prototype(
      FunctionInfo function, ProgramType type, BtfWriter btf, TypeIds types) {
    int result = types.of(function.result());
    if (function.slot() == 0) {
      int context = btf.pointer(btf.struct(contextName(type)));
      return btf.prototype(result, List.of(new BtfWriter.Parameter("ctx", context)));
    }
    return btf.prototype(
        result,
        function.parameters().stream()
            .map(parameter -> new BtfWriter.Parameter(parameter.name(), types.of(parameter.type())))
            .toList());
  }

  /// The kernel wants types of an array's index that is an integer, of a trie's key that is a struct
  /// (`map_check_btf` of each type), and none of a map of maps.
  private static MapTypes typesOf(MapDefinition map, TypeIds types) {
    if (map.globals() != null && map.value() instanceof CType.Struct variables) {
      return new MapTypes(BtfWriter.VOID, types.section(map.name(), variables));
    }
    return switch (map.type()) {
      case HASH, ARRAY, PERCPU_HASH, PERCPU_ARRAY, LRU_HASH, LRU_PERCPU_HASH, LPM_TRIE ->
          new MapTypes(types.of(map.key()), types.of(map.value()));
      case ARRAY_OF_MAPS, HASH_OF_MAPS, RINGBUF -> new MapTypes(BtfWriter.VOID, BtfWriter.VOID);
    };
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
