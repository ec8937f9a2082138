package io.github.bpf4j.api;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.slf4j.LoggerFactory;

/// The log of a program. `LOG.info("from {}", address)` puts one record into a ring buffer: which
/// statement it was, and the bytes of the arguments. User space puts them into the text.
///
/// The template is a constant. Arguments are numbers, booleans, enums, and records that have a
/// [Layout]. A record above the level that the program was loaded with costs nothing.
///
/// On the plain JVM, outside of any runtime, records go to the SLF4J logger of the same name.
public final class KernelLog {
  private final String name;

  private KernelLog(String name) {
    this.name = name;
  }

  /// The log whose records carry the simple name of `owner`.
  public static KernelLog of(Class<?> owner) {
    return new KernelLog(owner.getSimpleName());
  }

  /// The logger's name.
  public String name() {
    return name;
  }

  /// Logs a message at level [LogLevel#ERROR].
  public void error(String message) {
    log(LogLevel.ERROR, message);
  }

  /// Logs at level [LogLevel#ERROR], with `argument` for the `{}` of `template`.
  public void error(String template, Object argument) {
    log(LogLevel.ERROR, template, argument);
  }

  /// Logs at level [LogLevel#ERROR], with the arguments for the `{}` of `template`, in order.
  public void error(String template, Object first, Object second) {
    log(LogLevel.ERROR, template, first, second);
  }

  /// Logs at level [LogLevel#ERROR], with the arguments for the `{}` of `template`, in order.
  public void error(String template, Object... arguments) {
    log(LogLevel.ERROR, template, arguments);
  }

  /// Logs a message at level [LogLevel#WARN].
  public void warn(String message) {
    log(LogLevel.WARN, message);
  }

  /// Logs at level [LogLevel#WARN], with `argument` for the `{}` of `template`.
  public void warn(String template, Object argument) {
    log(LogLevel.WARN, template, argument);
  }

  /// Logs at level [LogLevel#WARN], with the arguments for the `{}` of `template`, in order.
  public void warn(String template, Object first, Object second) {
    log(LogLevel.WARN, template, first, second);
  }

  /// Logs at level [LogLevel#WARN], with the arguments for the `{}` of `template`, in order.
  public void warn(String template, Object... arguments) {
    log(LogLevel.WARN, template, arguments);
  }

  /// Logs a message at level [LogLevel#INFO].
  public void info(String message) {
    log(LogLevel.INFO, message);
  }

  /// Logs at level [LogLevel#INFO], with `argument` for the `{}` of `template`.
  public void info(String template, Object argument) {
    log(LogLevel.INFO, template, argument);
  }

  /// Logs at level [LogLevel#INFO], with the arguments for the `{}` of `template`, in order.
  public void info(String template, Object first, Object second) {
    log(LogLevel.INFO, template, first, second);
  }

  /// Logs at level [LogLevel#INFO], with the arguments for the `{}` of `template`, in order.
  public void info(String template, Object... arguments) {
    log(LogLevel.INFO, template, arguments);
  }

  /// Logs a message at level [LogLevel#DEBUG].
  public void debug(String message) {
    log(LogLevel.DEBUG, message);
  }

  /// Logs at level [LogLevel#DEBUG], with `argument` for the `{}` of `template`.
  public void debug(String template, Object argument) {
    log(LogLevel.DEBUG, template, argument);
  }

  /// Logs at level [LogLevel#DEBUG], with the arguments for the `{}` of `template`, in order.
  public void debug(String template, Object first, Object second) {
    log(LogLevel.DEBUG, template, first, second);
  }

  /// Logs at level [LogLevel#DEBUG], with the arguments for the `{}` of `template`, in order.
  public void debug(String template, Object... arguments) {
    log(LogLevel.DEBUG, template, arguments);
  }

  /// Logs a message at level [LogLevel#TRACE].
  public void trace(String message) {
    log(LogLevel.TRACE, message);
  }

  /// Logs at level [LogLevel#TRACE], with `argument` for the `{}` of `template`.
  public void trace(String template, Object argument) {
    log(LogLevel.TRACE, template, argument);
  }

  /// Logs at level [LogLevel#TRACE], with the arguments for the `{}` of `template`, in order.
  public void trace(String template, Object first, Object second) {
    log(LogLevel.TRACE, template, first, second);
  }

  /// Logs at level [LogLevel#TRACE], with the arguments for the `{}` of `template`, in order.
  public void trace(String template, Object... arguments) {
    log(LogLevel.TRACE, template, arguments);
  }

  private void log(LogLevel level, String template, Object... arguments) {
    // Not List.of: on the plain JVM an argument may be null.
    List<Object> list = Collections.unmodifiableList(Arrays.asList(arguments.clone()));
    if (!JvmLoad.log(level, name, template, list)) {
      LoggerFactory.getLogger(name).atLevel(level.toSlf4j()).log(template, arguments);
    }
  }
}
