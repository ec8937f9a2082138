package io.github.bpf4j.object.elf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bpf4j.isa.Encoder;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.Kfunc;
import io.github.bpf4j.object.LogGates;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.btf.BtfWriter;
import io.github.bpf4j.object.btf.ObjectBtf;
import io.github.bpf4j.object.elf.ElfFile.Binding;
import io.github.bpf4j.object.elf.ElfFile.Kind;
import io.github.bpf4j.object.elf.ElfFile.Section;
import io.github.bpf4j.object.elf.ElfFile.Symbol;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes an object as the ELF file that libbpf, bpftool and other loaders take: what clang makes of C.
///
/// | section | holds | symbols |
/// | --- | --- | --- |
/// | `xdp`, ... | the main functions of programs of a type | a global function each |
/// | `.text` | the functions that they call | a local function each |
/// | `.maps` | a definition of each map, as BTF | a global object each |
/// | `.data` `.bss` `.rodata` ... | global variables | a global object each |
/// | (none) | functions of the kernel | a weak one each |
/// | `license` | the licence | |
/// | `.BTF` `.BTF.ext` | types; places of functions and Java lines | |
/// | `.bpf4j.sites` | log statements and places of aborts | |
public final class ElfWriter {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int SLOT = 8;
  private static final int CODE = ElfFile.ALLOC | ElfFile.EXEC;
  private static final int DATA = ElfFile.ALLOC | ElfFile.WRITE;

  private final BpfObject object;
  private final List<ProgramDefinition> programs;
  private final ElfFile file = new ElfFile();
  private final ObjectBtf btf = new ObjectBtf(ORDER);

  /// For each map what a reference to it is relative to; null where it is not in the file.
  private final @Nullable Symbol[] maps;

  private final Map<Kfunc, Symbol> kfuncs = new EnumMap<>(Kfunc.class);
  private @Nullable Symbol text;

  private ElfWriter(BpfObject object, int maxLevel) {
    this.object = object;
    this.programs =
        object.programs().stream().map(program -> LogGates.apply(program, maxLevel)).toList();
    this.maps = new Symbol[object.maps().size()];
  }

  /// The file. Equal objects give the same bytes.
  ///
  /// @param maxLevel the most detailed level of log statements that stay in: 0 error to 4 trace
  /// @throws IllegalArgumentException if a program takes the address of the value of a map that does not hold global
  ///     variables, which such a file cannot say
  public static byte[] write(BpfObject object, int maxLevel) {
    return new ElfWriter(object, maxLevel).write();
  }

  private byte[] write() {
    file.section("license", ElfFile.PROGBITS, DATA, 1, (object.license() + '\0').getBytes(UTF_8));
    addMaps();
    addGlobals();
    for (var code : CodeSection.of(programs)) {
      addCode(code);
      if (!code.functions().isEmpty()) {
        btf.code(
            code.name(),
            code.functions().stream()
                .map(function -> new ObjectBtf.Function(function.info(), function.program()))
                .toList(),
            code.functions().stream().flatMap(function -> function.lines().stream()).toList());
      }
    }
    btf.kfuncs(kfuncs.keySet());
    file.section(".BTF", ElfFile.PROGBITS, 0, 4, btf.types());
    file.section(".BTF.ext", ElfFile.PROGBITS, 0, 4, btf.extension());
    file.section(Sites.SECTION, ElfFile.STRTAB, 0, 1, Sites.of(object));
    return file.bytes();
  }

  private void addMaps() {
    var indexes =
        IntStream.range(0, maps.length)
            .filter(i -> object.maps().get(i).globals() == null && !isIdleLogBuffer(i))
            .toArray();
    var definitions = IntStream.of(indexes).mapToObj(object.maps()::get).toList();
    var places = btf.maps(definitions);
    if (places.isEmpty()) {
      return;
    }
    var last = places.getLast();
    var section =
        file.section(".maps", ElfFile.PROGBITS, DATA, SLOT, new byte[last.offset() + last.size()]);
    for (int i = 0; i < indexes.length; i++) {
      var place = places.get(i);
      maps[indexes[i]] = variable(definitions.get(i).name(), section, place.offset(), place.size());
    }
  }

  /// Whether this is the ring buffer for log records, and all statements are off.
  private boolean isIdleLogBuffer(int map) {
    return programs.stream().anyMatch(program -> program.logBuffer() == map)
        && programs.stream()
            .flatMap(program -> program.insns().stream())
            .noneMatch(insn ->
                insn instanceof Insn.LoadImm64 load
                    && load.pseudo() == Pseudo.MAP_IDX
                    && load.imm() == map);
  }

  private void addGlobals() {
    for (int i = 0; i < maps.length; i++) {
      var map = object.maps().get(i);
      var globals = map.globals();
      if (globals == null) {
        continue;
      }
      var section =
          file.section(
              map.name(),
              map.name().equals(".bss") ? ElfFile.NOBITS : ElfFile.PROGBITS,
              map.constant() ? ElfFile.ALLOC : DATA,
              SLOT,
              globals.bytes());
      maps[i] = file.symbolOf(section);
      if (map.value() instanceof CType.Struct variables) {
        btf.globals(map.name(), variables);
        for (var member : variables.members()) {
          variable(member.name(), section, member.offset(), member.type().size());
        }
      }
    }
  }

  private Symbol variable(String name, Section section, int offset, int size) {
    return file.symbol(
        new Symbol(BtfWriter.identifier(name), Kind.OBJECT, Binding.GLOBAL, section, offset, size));
  }

  private void addCode(CodeSection code) {
    var insns = new ArrayList<Insn>();
    int slot = 0;
    for (var insn : code.insns()) {
      insns.add(asWritten(insn, slot, code.isText()));
      slot += insn.slots();
    }
    var section =
        file.section(code.name(), ElfFile.PROGBITS, CODE, SLOT, Encoder.encode(insns, ORDER));
    if (code.isText()) {
      text = file.symbolOf(section);
    }
    code.functions().forEach(function -> addFunction(function, section));
    long offset = 0;
    for (var insn : code.insns()) {
      relocate(insn, section, offset, code.isText());
      offset += (long) insn.slots() * SLOT;
    }
  }

  private void addFunction(CodeSection.Function function, Section section) {
    file.symbol(
        new Symbol(
            BtfWriter.identifier(function.info().name()),
            Kind.FUNC,
            function.program() != null ? Binding.GLOBAL : Binding.LOCAL,
            section,
            (long) function.info().slot() * SLOT,
            (long) function.body().slots() * SLOT));
  }

  /// An instruction as clang would write it: of what is known only when the file is loaded, it has the part that is
  /// known now. Calls between functions of `.text` are known.
  private static Insn asWritten(Insn insn, int slot, boolean isText) {
    return switch (insn) {
      case Insn.CallLocal(int target) ->
          new Insn.CallLocal(isText ? target - slot - 1 : target - 1);
      // What the loader puts there is a call of the kernel: before, it is one of nothing.
      case Insn.CallKfunc _ -> new Insn.CallLocal(-1);
      case Insn.LoadImm64(var dst, var pseudo, int imm, int nextImm) ->
          switch (pseudo) {
            case FUNC -> new Insn.LoadImm64(dst, Pseudo.FUNC, imm * SLOT, 0);
            case MAP_IDX -> new Insn.LoadImm64(dst, Pseudo.NONE, 0, 0);
            case MAP_IDX_VALUE -> new Insn.LoadImm64(dst, Pseudo.NONE, nextImm, 0);
            case NONE, MAP_FD, MAP_VALUE, BTF_ID -> insn;
          };
      default -> insn;
    };
  }

  /// Says what the rest of an instruction depends on.
  private void relocate(Insn insn, Section section, long offset, boolean isText) {
    switch (insn) {
      case Insn.CallLocal _ when !isText -> file.relocate(section, offset, ElfFile.CALL, text());
      case Insn.CallKfunc(int number, _) ->
          file.relocate(section, offset, ElfFile.CALL, kfunc(Kfunc.of(number).orElseThrow()));
      case Insn.LoadImm64(_, var pseudo, int map, _) -> {
        switch (pseudo) {
          case FUNC -> file.relocate(section, offset, ElfFile.LOAD_ADDRESS, text());
          case MAP_IDX, MAP_IDX_VALUE ->
              file.relocate(section, offset, ElfFile.LOAD_ADDRESS, symbol(map, pseudo));
          case NONE, MAP_FD, MAP_VALUE, BTF_ID -> {}
        }
      }
      default -> {}
    }
  }

  private Symbol kfunc(Kfunc kfunc) {
    return kfuncs.computeIfAbsent(
        kfunc, k -> file.symbol(new Symbol(k.kernelName(), Kind.NONE, Binding.WEAK, null, 0, 0)));
  }

  private Symbol text() {
    return Objects.requireNonNull(text, "text comes first");
  }

  private Symbol symbol(int map, Pseudo pseudo) {
    var definition = object.maps().get(map);
    if (pseudo == Pseudo.MAP_IDX_VALUE && definition.globals() == null) {
      throw new IllegalArgumentException(
          "a program takes the address of the value of map %s, which an ELF file cannot say: only of global variables"
              .formatted(definition.name()));
    }
    return Objects.requireNonNull(maps[map], "a map that is used is in the file");
  }
}
