package io.github.bpf4j.api;

import java.util.List;

/// One log record of a program, as user space sees it.
///
/// @param timeNanos when, in nanoseconds since 1970-01-01 UTC: the packet's time where it comes from
///     a capture, else when user space received the record
/// @param level its level
/// @param logger the simple name of the class given to [KernelLog#of]
/// @param template the message, with `{}` for each argument in turn
/// @param arguments the arguments, boxed: numbers, booleans, enum constants, addresses, records
public record LogRecord(
    long timeNanos, LogLevel level, String logger, String template, List<Object> arguments) {

  /// The message with its arguments in place, as SLF4J would print it.
  public String message() {
    var text = new StringBuilder(template.length() + 32);
    int from = 0;
    for (Object argument : arguments) {
      int hole = template.indexOf("{}", from);
      if (hole < 0) {
        break;
      }
      text.append(template, from, hole).append(argument);
      from = hole + 2;
    }
    return text.append(template, from, template.length()).toString();
  }
}
