package io.github.bpf4j.cli;

import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Printer;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.Helper;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.Requirement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A compiled program as text: its size, its maps, and each instruction under its Java line.
///
/// ```text
/// ; FunXdp.java:21  var eth = EthHdr.at(ctx, 0);
///    0: r2 = *(u32 *)(r1 + 4)
/// ```
final class Listing {
  private static final int SLOT_BYTES = 8;

  private Listing() {}

  /// The listing of `program`.
  static String of(BpfObject object, ProgramDefinition program) {
    var text = new StringBuilder();
    int slots = program.insns().stream().mapToInt(insn -> insn.slots()).sum();
    text.append(
        "%s.%s: %s, %d instructions, %,d bytes%n"
            .formatted(
                object.name(),
                program.name(),
                program.type().section(),
                program.insns().size(),
                slots * SLOT_BYTES));
    Requirement.of(object, program).stream()
        .limit(1)
        .forEach(newest -> text.append("%s%n".formatted(newest)));
    for (int i = 0; i < object.maps().size(); i++) {
      text.append("map %d: %s%n".formatted(i, map(object.maps().get(i))));
    }
    var lines = new HashMap<Integer, LineInfo>();
    program.lines().forEach(line -> lines.put(line.slot(), line));
    Map<Integer, String> functions = new HashMap<>();
    program.functions().forEach(function -> functions.put(function.slot(), function.name()));
    int slot = 0;
    for (var insn : program.insns()) {
      var function = functions.get(slot);
      if (function != null) {
        text.append("%n%s:%n".formatted(function));
      }
      var line = lines.get(slot);
      if (line != null && line.line() > 0) {
        text.append("; %s:%d  %s".formatted(line.file(), line.line(), line.text()).stripTrailing())
            .append(System.lineSeparator());
      }
      text.append("%5d: %s%n".formatted(slot, text(insn)));
      slot += insn.slots();
    }
    return text.toString();
  }

  private static String text(Insn insn) {
    var text = Printer.print(insn);
    return insn instanceof Insn.Call(int number)
        ? Helper.of(number).map(h -> "%-30s ; %s".formatted(text, h.kernelName())).orElse(text)
        : text;
  }

  private static String map(MapDefinition map) {
    var type = map.type().name().toLowerCase(Locale.ROOT);
    return map.keySize() == 0
        ? "%s, %s, %,d bytes".formatted(map.name(), type, map.maxEntries())
        : "%s, %s, key %d bytes, value %d bytes, at most %,d entries"
            .formatted(map.name(), type, map.keySize(), map.valueSize(), map.maxEntries());
  }
}
