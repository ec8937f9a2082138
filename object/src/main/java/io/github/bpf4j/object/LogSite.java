package io.github.bpf4j.object;

import java.util.List;

/// A log statement. Its record in the ring buffer: its index in [ProgramDefinition#logSites] as a
/// native-endian `u32`, then the arguments.
///
/// @param level 0 error, 1 warn, 2 info, 3 debug, 4 trace
/// @param logger the logger's name
/// @param template the message with `{}` for each argument
/// @param arguments the arguments, in order
/// @param size bytes in a record, header included
public record LogSite(
    int level, String logger, String template, List<Argument> arguments, int size) {
  /// Copies the list.
  public LogSite {
    arguments = List.copyOf(arguments);
  }

  /// Where an argument lies in the record.
  ///
  /// @param type its Java type: the name of a primitive type, or a class's binary name; the bytes
  ///     are laid out as a field of that type would be
  /// @param offset bytes from the record's first byte
  public record Argument(String type, int offset) {}
}
