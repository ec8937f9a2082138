package io.github.bpf4j.object.btf;

import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.Kfunc;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.ProgramType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds what an ELF file says of itself: section `.BTF` with the types of its maps, variables and
/// functions, and `.BTF.ext` with the places of functions and source lines.
///
/// ```
/// .BTF.ext   magic u16 0xeb9f, version u8 1, flags u8 0, header length u32 32,
///            offset and length of functions, of lines, of CO-RE relocations (u32; from the header's end)
/// functions  record size u32 8, then for each section of code: its name u32, number of records u32, and
///            the records: offset in bytes u32, type id u32
/// lines      record size u32 16, likewise: offset in bytes, file name, text, line << 10 | column
/// ```
public final class ObjectBtf {
  private static final int MAGIC = 0xeb9f;
  private static final int VERSION = 1;
  private static final int HEADER_SIZE = 32;
  private static final int SLOT = 8;

  private final ByteOrder order;
  private final BtfWriter btf;
  private final TypeIds types;
  private final ByteArrayOutputStream functions = new ByteArrayOutputStream();
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  /// Nothing yet.
  public ObjectBtf(ByteOrder order) {
    this.order = order;
    this.btf = new BtfWriter(order);
    this.types = new TypeIds(btf);
    functions.writeBytes(buffer(Integer.BYTES).putInt(ProgramBtf.FUNCTION_RECORD).array());
    lines.writeBytes(buffer(Integer.BYTES).putInt(ProgramBtf.LINE_RECORD).array());
  }

  /// A function of a section of code.
  ///
  /// @param info its slot counts from the section's begin
  /// @param program for the main function of a program its type, else null
  public record Function(FunctionInfo info, @Nullable ProgramType program) {}

  /// A place in a section of data.
  public record Place(int offset, int size) {}

  /// Adds a section of code.
  ///
  /// @param sectionLines their slots count from the section's begin
  public void code(String section, List<Function> sectionFunctions, List<LineInfo> sectionLines) {
    int nameOfSection = btf.string(section);
    functions.writeBytes(
        buffer(2 * Integer.BYTES).putInt(nameOfSection).putInt(sectionFunctions.size()).array());
    for (var function : sectionFunctions) {
      var program = function.program;
      int prototype =
          program != null
              ? FunctionTypes.main(program, btf, types)
              : FunctionTypes.prototype(function.info, btf, types);
      var linkage = program != null ? BtfWriter.Linkage.GLOBAL : BtfWriter.Linkage.STATIC;
      int type = btf.function(function.info.name(), prototype, linkage);
      functions.writeBytes(
          buffer(ProgramBtf.FUNCTION_RECORD)
              .putInt(function.info.slot() * SLOT)
              .putInt(type)
              .array());
    }
    var records =
        ByteBuffer.allocate(2 * Integer.BYTES + sectionLines.size() * ProgramBtf.LINE_RECORD)
            .order(order)
            .putInt(nameOfSection)
            .putInt(sectionLines.size());
    for (var line : sectionLines) {
      FunctionTypes.put(records, line.slot() * SLOT, line, btf);
    }
    lines.writeBytes(records.array());
  }

  /// Adds section `.maps`.
  ///
  /// @return where in it each map is defined
  public List<Place> maps(List<MapDefinition> maps) {
    var structs = new MapStructs(btf, types);
    var placed = new ArrayList<BtfWriter.Placed>();
    int end = 0;
    for (var map : maps) {
      var struct = structs.struct(map);
      int variable = btf.variable(map.name(), struct.type());
      placed.add(new BtfWriter.Placed(variable, end, struct.size()));
      end += struct.size();
    }
    if (!placed.isEmpty()) {
      btf.section(".maps", end, placed);
    }
    return placed.stream().map(place -> new Place(place.offset(), place.size())).toList();
  }

  /// Adds a section of global variables.
  public void globals(String section, CType.Struct variables) {
    types.section(section, variables);
  }

  /// Adds the functions of the kernel that programs call: section `.ksyms`, which no file has.
  public void kfuncs(Collection<Kfunc> kfuncs) {
    var placed = new ArrayList<BtfWriter.Placed>();
    for (var kfunc : kfuncs) {
      int prototype = FunctionTypes.kfunc(kfunc, btf, types);
      int type = btf.function(kfunc.kernelName(), prototype, BtfWriter.Linkage.EXTERN);
      placed.add(new BtfWriter.Placed(type, 0, 0));
    }
    if (!placed.isEmpty()) {
      btf.section(".ksyms", 0, placed);
    }
  }

  /// The content of `.BTF`.
  public byte[] types() {
    return btf.bytes();
  }

  /// The content of `.BTF.ext`.
  public byte[] extension() {
    return buffer(HEADER_SIZE + functions.size() + lines.size())
        .putShort((short) MAGIC)
        .put((byte) VERSION)
        .put((byte) 0)
        .putInt(HEADER_SIZE)
        .putInt(0)
        .putInt(functions.size())
        .putInt(functions.size())
        .putInt(lines.size())
        .putInt(functions.size() + lines.size())
        .putInt(0)
        .put(functions.toByteArray())
        .put(lines.toByteArray())
        .array();
  }

  private ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(order);
  }
}
