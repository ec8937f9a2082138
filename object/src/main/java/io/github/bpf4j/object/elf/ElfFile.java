package io.github.bpf4j.object.elf;

import io.github.bpf4j.object.btf.StringTable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A relocatable ELF file of 64 bits, little-endian, for machine `EM_BPF` (`man 5 elf`): sections, symbols and
/// relocations in the order in which they are added, then the symbol table and all names.
///
/// ```
/// header           64 bytes
/// sections         each at a multiple of its alignment
/// relocations      a section for each section that has some
/// .symtab .strtab  local symbols first
/// section headers  64 bytes each
/// ```
final class ElfFile {
  /// Its bytes stand in the file.
  static final int PROGBITS = 1;

  /// Strings that end in NUL, the first of them empty.
  static final int STRTAB = 3;

  /// Zeros, which do not stand in the file.
  static final int NOBITS = 8;

  /// It can be written to.
  static final int WRITE = 1;

  /// It is in memory when the program runs.
  static final int ALLOC = 2;

  /// It has instructions.
  static final int EXEC = 4;

  /// A 64-bit load of an address (`R_BPF_64_64`).
  static final int LOAD_ADDRESS = 1;

  /// A call (`R_BPF_64_32`).
  static final int CALL = 10;

  private static final int SYMTAB = 2;
  private static final int REL = 9;
  private static final int INFO_LINK = 0x40;

  private static final int ET_REL = 1;
  private static final int EM_BPF = 247;
  private static final int HEADER = 64;
  private static final int SYMBOL = 24;
  private static final int RELOCATION = 16;

  private final List<Section> sections = new ArrayList<>();
  private final List<Symbol> symbols = new ArrayList<>();
  private final Map<Section, Symbol> sectionSymbols = new HashMap<>();
  private final Map<Section, List<Relocation>> relocations = new HashMap<>();

  /// A section and what is in it; of a [#NOBITS] section only the length counts.
  static final class Section {
    private final String name;
    private final int type;
    private final int flags;
    private final int alignment;
    private final byte[] content;

    private Section(String name, int type, int flags, int alignment, byte[] content) {
      this.name = name;
      this.type = type;
      this.flags = flags;
      this.alignment = alignment;
      this.content = content;
    }
  }

  /// What a symbol stands for.
  enum Kind {
    /// Something of which only the name is known.
    NONE(0),
    /// Data.
    OBJECT(1),
    /// A function.
    FUNC(2),
    /// A section.
    SECTION(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /// Who sees a symbol; the ordinals are ELF's numbers.
  enum Binding {
    /// This file alone.
    LOCAL,
    /// Other files too.
    GLOBAL,
    /// The same, and if it is nowhere, that is no error.
    WEAK
  }

  /// A name for a place.
  ///
  /// @param section null for a place that is not in the file
  record Symbol(
      String name, Kind kind, Binding binding, @Nullable Section section, long value, long size) {
    boolean isLocal() {
      return binding == Binding.LOCAL;
    }
  }

  private record Relocation(long offset, int type, Symbol symbol) {}

  /// Adds a section.
  Section section(String name, int type, int flags, int alignment, byte[] content) {
    var section = new Section(name, type, flags, alignment, content);
    sections.add(section);
    return section;
  }

  /// Adds a symbol.
  Symbol symbol(Symbol symbol) {
    symbols.add(symbol);
    return symbol;
  }

  /// The symbol that stands for the beginning of a section, added where it is new.
  Symbol symbolOf(Section section) {
    return sectionSymbols.computeIfAbsent(
        section, s -> symbol(new Symbol("", Kind.SECTION, Binding.LOCAL, s, 0, 0)));
  }

  /// What stands at `offset` of `section` depends on where `symbol` comes to lie.
  void relocate(Section section, long offset, int type, Symbol symbol) {
    relocations
        .computeIfAbsent(section, _ -> new ArrayList<>())
        .add(new Relocation(offset, type, symbol));
  }

  /// The whole file.
  byte[] bytes() {
    var ordered = new ArrayList<Symbol>();
    symbols.stream().filter(Symbol::isLocal).forEach(ordered::add);
    int firstGlobal = 1 + ordered.size();
    symbols.stream().filter(symbol -> !symbol.isLocal()).forEach(ordered::add);

    int symtab = 1 + sections.size() + relocations.size();
    int strtab = symtab + 1;
    var names = new StringTable();
    var body = new Body();
    for (var section : sections) {
      body.add(section, names.offset(section.name), 0, 0, 0);
    }
    for (int i = 0; i < sections.size(); i++) {
      var entries = relocations.get(sections.get(i));
      if (entries != null) {
        var name = ".rel" + sections.get(i).name;
        var content = new Section(name, REL, INFO_LINK, Long.BYTES, content(entries, ordered));
        body.add(content, names.offset(name), symtab, 1 + i, RELOCATION);
      }
    }
    var table = new Section(".symtab", SYMTAB, 0, Long.BYTES, table(ordered, names));
    body.add(table, names.offset(table.name), strtab, firstGlobal, SYMBOL);
    int strtabName = names.offset(".strtab");
    body.add(new Section(".strtab", STRTAB, 0, 1, names.bytes()), strtabName, 0, 0, 0);
    return body.file(strtab);
  }

  private static byte[] content(List<Relocation> entries, List<Symbol> ordered) {
    var bytes = ByteBuffer.allocate(entries.size() * RELOCATION).order(ByteOrder.LITTLE_ENDIAN);
    for (var entry : entries) {
      long number = 1L + ordered.indexOf(entry.symbol);
      bytes.putLong(entry.offset).putLong(number << 32 | entry.type);
    }
    return bytes.array();
  }

  private byte[] table(List<Symbol> ordered, StringTable names) {
    var bytes = ByteBuffer.allocate((1 + ordered.size()) * SYMBOL).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(SYMBOL);
    for (var symbol : ordered) {
      bytes
          .putInt(names.offset(symbol.name))
          .put((byte) (symbol.binding.ordinal() << 4 | symbol.kind.number))
          .put((byte) 0)
          .putShort((short) (symbol.section == null ? 0 : 1 + sections.indexOf(symbol.section)))
          .putLong(symbol.value)
          .putLong(symbol.size);
    }
    return bytes.array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The contents of sections one after the other, with their headers.
  private static final class Body {
    private final ByteArrayOutputStream contents = new ByteArrayOutputStream();
    private final ByteArrayOutputStream headers = new ByteArrayOutputStream();
    private int count;

    Body() {
      headers.writeBytes(new byte[HEADER]);
      count = 1;
    }

    void add(Section section, int name, int link, int info, int entrySize) {
      pad(section.alignment);
      headers.writeBytes(
          buffer(HEADER)
              .putInt(name)
              .putInt(section.type)
              .putLong(section.flags)
              .putLong(0)
              .putLong(HEADER + contents.size())
              .putLong(section.content.length)
              .putInt(link)
              .putInt(info)
              .putLong(section.alignment)
              .putLong(entrySize)
              .array());
      if (section.type != NOBITS) {
        contents.writeBytes(section.content);
      }
      count++;
    }

    byte[] file(int names) {
      pad(Long.BYTES);
      var header =
          buffer(HEADER)
              .put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1})
              .position(16)
              .putShort((short) ET_REL)
              .putShort((short) EM_BPF)
              .putInt(1)
              .putLong(0)
              .putLong(0)
              .putLong(HEADER + contents.size())
              .putInt(0)
              .putShort((short) HEADER)
              .putShort((short) 0)
              .putShort((short) 0)
              .putShort((short) HEADER)
              .putShort((short) count)
              .putShort((short) names)
              .array();
      var file = new ByteArrayOutputStream();
      file.writeBytes(header);
      file.writeBytes(contents.toByteArray());
      file.writeBytes(headers.toByteArray());
      return file.toByteArray();
    }

    private void pad(int alignment) {
      while (contents.size() % alignment != 0) {
        contents.write(0);
      }
    }
  }
}
