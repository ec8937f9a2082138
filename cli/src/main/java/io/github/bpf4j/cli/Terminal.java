package io.github.bpf4j.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;

/// The three streams of a command.
///
/// @param in standard input; interrupting a thread that waits for it ends the wait
/// @param out standard output, not buffered
/// @param err standard error
/// @param interactive whether a person looks at the output: only then is progress shown
/// @param colour whether colours may be used
public record Terminal(
    InputStream in, OutputStream out, PrintStream err, boolean interactive, boolean colour) {

  /// The streams of this process. `NO_COLOR` (no-color.org) turns colours off.
  @SuppressWarnings("SystemConsoleNull") // it is null where -Djdk.console asks for the old one
  public static Terminal system() {
    // The JDK's other console reads lines with an editor, whose classes take their time to load.
    if (System.getProperty("jdk.console") == null) {
      System.setProperty("jdk.console", "java.base");
    }
    var console = System.console();
    boolean interactive = console != null && console.isTerminal();
    var noColor = System.getenv("NO_COLOR");
    return new Terminal(
        Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel()),
        new FileOutputStream(FileDescriptor.out),
        System.err,
        interactive,
        interactive && (noColor == null || noColor.isEmpty()));
  }
}
