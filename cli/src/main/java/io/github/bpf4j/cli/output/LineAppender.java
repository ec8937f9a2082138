package io.github.bpf4j.cli.output;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.function.Consumer;

/// Formats logging events as lines: `INFO  FunXdp  IPv4 Source Address: 192.0.2.7`.
final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final int LEVEL_WIDTH = 6;

  private final Consumer<String> lines;
  private final boolean colour;

  LineAppender(Consumer<String> lines, boolean colour) {
    this.lines = lines;
    this.colour = colour;
  }

  @Override
  protected void append(ILoggingEvent event) {
    var message = event.getFormattedMessage();
    var level = event.getLevel().toString();
    var logger = event.getLoggerName();
    var line = new StringBuilder(LEVEL_WIDTH + logger.length() + message.length() + 12);
    if (colour) {
      line.append(
          switch (level) {
            case "ERROR" -> "\033[31m";
            case "WARN" -> "\033[33m";
            default -> "\033[2m";
          });
    }
    line.append(level);
    if (colour) {
      line.append("\033[0m");
    }
    line.repeat(' ', LEVEL_WIDTH - level.length()).append(logger).append("  ").append(message);
    lines.accept(line.toString());
  }
}
