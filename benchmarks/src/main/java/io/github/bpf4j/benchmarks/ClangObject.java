package io.github.bpf4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A C program compiled to an ELF object by clang. Little-endian 64-bit ELF, as the System V ABI has it.
final class ClangObject {
  // Elf64_Ehdr
  private static final int E_SHOFF = 40;
  private static final int E_SHENTSIZE = 58;
  private static final int E_SHNUM = 60;
  // Elf64_Shdr
  private static final int SH_TYPE = 4;
  private static final int SH_OFFSET = 24;
  private static final int SH_SIZE = 32;
  private static final int SH_LINK = 40;
  private static final int SHT_SYMTAB = 2;
  // Elf64_Sym
  private static final int SYM_SIZE = 24;
  private static final int ST_SHNDX = 6;
  private static final int ST_VALUE = 8;
  private static final int ST_SIZE = 16;

  private static final int INSN_BYTES = 8;

  private final Path file;
  private final ByteBuffer bytes;

  private ClangObject(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Compiles `source` into `folder`, optimised for version 3 of the instruction set.
  static ClangObject compile(String clang, Path source, Path folder) throws IOException {
    var file = folder.resolve(source.getFileName() + ".o");
    var command = new ArrayList<>(List.of(clang, "-O2", "-g", "-target", "bpf", "-mcpu=v3"));
    // Where Debian has the headers of the machine's own architecture.
    command.add("-I/usr/include/" + machine() + "-linux-gnu");
    command.addAll(List.of("-c", source.toString(), "-o", file.toString()));
    Tools.run(command);
    return new ClangObject(file, Files.readAllBytes(file));
  }

  private static String machine() {
    var name = System.getProperty("os.arch");
    return name.equals("amd64") ? "x86_64" : name;
  }

  private record Symbol(int section, int value, int size) {}

  private Symbol symbol(String name) {
    int count = bytes.getShort(E_SHNUM);
    for (int i = 0; i < count; i++) {
      int header = section(i);
      if (bytes.getInt(header + SH_TYPE) == SHT_SYMTAB) {
        int names = section(bytes.getInt(header + SH_LINK));
        int start = (int) bytes.getLong(header + SH_OFFSET);
        int end = start + (int) bytes.getLong(header + SH_SIZE);
        for (int at = start; at < end; at += SYM_SIZE) {
          if (text((int) bytes.getLong(names + SH_OFFSET) + bytes.getInt(at)).equals(name)) {
            return new Symbol(
                bytes.getShort(at + ST_SHNDX),
                (int) bytes.getLong(at + ST_VALUE),
                (int) bytes.getLong(at + ST_SIZE));
          }
        }
      }
    }
    throw new IllegalArgumentException("%s has no symbol %s".formatted(file, name));
  }

  private int section(int index) {
    return (int) bytes.getLong(E_SHOFF) + index * bytes.getShort(E_SHENTSIZE);
  }

  private String text(int offset) {
    int end = offset;
    while (bytes.get(end) != 0) {
      end++;
    }
    var name = new byte[end - offset];
    bytes.get(offset, name);
    return new String(name, StandardCharsets.US_ASCII);
  }

  /// How many instructions a function has, counted in slots of 8 bytes.
  int insns(String function) {
    return symbol(function).size / INSN_BYTES;
  }

  /// The object with constants of 4 bytes set to these values, in a file of its own.
  Path with(List<Twin.Setting> settings) throws IOException {
    var changed = ByteBuffer.wrap(bytes.array().clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (Twin.Setting setting : settings) {
      var symbol = symbol(setting.constant());
      int section = (int) bytes.getLong(section(symbol.section) + SH_OFFSET);
      changed.putInt(section + symbol.value, setting.value());
    }
    var copy = Files.createTempFile(file.getParent(), "twin", ".o");
    Files.write(copy, changed.array());
    return copy;
  }
}
