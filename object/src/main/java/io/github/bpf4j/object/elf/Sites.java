package io.github.bpf4j.object.elf;

import io.github.bpf4j.object.AbortSite;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.LogSite;
import io.github.bpf4j.object.ProgramDefinition;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Section `.bpf4j.sites`: what user space needs to make text of a program's log records and counters. `docs/objects.md`
/// describes the format for readers; libbpf passes a string table over without a word.
///
/// Strings that end in NUL, the first of them empty; in each, fields that a tab separates. In fields, `\t`, `\n`, `\r`
/// and `\\` stand for a tab, a line feed, a carriage return and a backslash, and `\0` for a NUL.
///
/// ```
/// bpf4j   1
/// program funXdp  logs    .data.counters
/// log     0   info    FunXdp  IPv4 Source Address: {} 8   4:io.github.bpf4j.api.Ipv4Address
/// abort   0   FunXdp.java 34  packet too short
/// ```
final class Sites {
  static final String SECTION = ".bpf4j.sites";

  private static final int VERSION = 1;
  private static final String[] LEVELS = {"error", "warn", "info", "debug", "trace"};

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Sites() {}

  /// The section's content.
  static byte[] of(BpfObject object) {
    var sites = new Sites();
    sites.bytes.write(0);
    sites.add("bpf4j", VERSION);
    for (var program : object.programs()) {
      sites.add(
          "program",
          program.name(),
          mapName(object, program.logBuffer()),
          mapName(object, program.accounting()));
      sites.add(program);
    }
    return sites.bytes.toByteArray();
  }

  private static String mapName(BpfObject object, int index) {
    return index < 0 ? "" : object.maps().get(index).name();
  }

  private void add(ProgramDefinition program) {
    for (int i = 0; i < program.logSites().size(); i++) {
      LogSite site = program.logSites().get(i);
      var fields = new Object[6 + site.arguments().size()];
      fields[0] = "log";
      fields[1] = i;
      fields[2] = LEVELS[site.level()];
      fields[3] = site.logger();
      fields[4] = site.template();
      fields[5] = site.size();
      for (int a = 0; a < site.arguments().size(); a++) {
        var argument = site.arguments().get(a);
        fields[6 + a] = argument.offset() + ":" + argument.type();
      }
      add(fields);
    }
    for (AbortSite site : program.abortSites()) {
      add("abort", site.counter(), site.file(), site.line(), site.reason());
    }
  }

  private void add(Object... fields) {
    for (int i = 0; i < fields.length; i++) {
      if (i > 0) {
        bytes.write('\t');
      }
      bytes.writeBytes(escaped(fields[i].toString()).getBytes(StandardCharsets.UTF_8));
    }
    bytes.write(0);
  }

  private static String escaped(String field) {
    return field
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\0", "\\0");
  }
}
