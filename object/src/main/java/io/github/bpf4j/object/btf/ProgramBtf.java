package io.github.bpf4j.object.btf;

import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.ProgramDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program's functions and lines and the types of its maps as the kernel wants to be told of them. The
/// arrays are not copies.
public final class ProgramBtf {
  static final int FUNCTION_RECORD = 8;
  static final int LINE_RECORD = 16;

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
  ///
  /// @param inner those of the maps within a map of maps, else null
  public record MapTypes(int key, int value, @Nullable MapTypes inner) {}

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

  /// The debug information of `program` and of `maps`. Each function begins with a line.
  ///
  /// @param order the byte order of the kernel's machine
  public static ProgramBtf of(
      ProgramDefinition program, List<MapDefinition> maps, ByteOrder order) {
    var btf = new BtfWriter(order);
    var types = new TypeIds(btf);
    var functions = program.functions();
    var functionRecords = ByteBuffer.allocate(functions.size() * FUNCTION_RECORD).order(order);
    for (var function : functions) {
      int prototype =
          function.slot() == 0
              ? FunctionTypes.main(program.type(), btf, types)
              : FunctionTypes.prototype(function, btf, types);
      functionRecords
          .putInt(function.slot())
          .putInt(btf.function(function.name(), prototype, BtfWriter.Linkage.STATIC));
    }
    var mapTypes = maps.stream().map(map -> typesOf(map, types)).toList();

    var lines = program.linesOfFunctions();
    var lineRecords = ByteBuffer.allocate(lines.size() * LINE_RECORD).order(order);
    lines.forEach(line -> FunctionTypes.put(lineRecords, line.slot(), line, btf));
    return new ProgramBtf(btf.bytes(), functionRecords.array(), lineRecords.array(), mapTypes);
  }

  /// The kernel wants types of an array's index that is an integer, of a trie's key that is a struct
  /// (`map_check_btf` of each type), and none of maps of maps, programs, devices, CPUs or sockets, of queues and of
  /// stacks.
  private static MapTypes typesOf(MapDefinition map, TypeIds types) {
    if (map.globals() != null && map.value() instanceof CType.Struct variables) {
      return new MapTypes(BtfWriter.VOID, types.section(map.name(), variables), null);
    }
    return switch (map.type()) {
      case HASH, ARRAY, PERCPU_HASH, PERCPU_ARRAY, LRU_HASH, LRU_PERCPU_HASH, LPM_TRIE ->
          new MapTypes(types.of(map.key()), types.of(map.value()), null);
      case BLOOM_FILTER -> new MapTypes(BtfWriter.VOID, types.of(map.value()), null);
      case ARRAY_OF_MAPS, HASH_OF_MAPS ->
          new MapTypes(
              BtfWriter.VOID,
              BtfWriter.VOID,
              map.inner() == null ? null : typesOf(map.inner(), types));
      case PROG_ARRAY, DEVMAP, DEVMAP_HASH, CPUMAP, XSKMAP, QUEUE, STACK, RINGBUF ->
          new MapTypes(BtfWriter.VOID, BtfWriter.VOID, null);
    };
  }
}
