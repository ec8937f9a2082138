package io.github.bpf4j.agreement.kernels;

import io.github.bpf4j.agreement.InMemoryClasses;
import io.github.bpf4j.agreement.Trial;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Runs in the virtual machine: `ProgramsInside FILE` runs the programs that [#write] wrote, and prints a
/// [TestResult] for each.
final class ProgramsInside {
  private ProgramsInside() {}

  /// Writes programs to `file`.
  ///
  /// @param classes the class files of those that are not on the class path, by the names of the classes
  static void write(Map<String, byte[]> classes, List<Trial> trials, Path file) throws IOException {
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(classes.size());
      for (var entry : classes.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeInt(entry.getValue().length);
        out.write(entry.getValue());
      }
      var writer = new ObjectWriter(out);
      out.writeInt(trials.size());
      for (var trial : trials) {
        writer.write(trial);
      }
    }
  }

  public static void main(String... args) throws IOException {
    try (var in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[0]))))) {
      var classes = new HashMap<String, byte[]>();
      for (int left = in.readInt(); left > 0; left--) {
        var name = in.readUTF();
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        classes.put(name, bytes);
      }
      var reader = new ObjectReader(in, new InMemoryClasses(classes));
      for (int left = in.readInt(); left > 0; left--) {
        var trial = (Trial) Objects.requireNonNull(reader.read());
        System.out.println(result(trial).line());
      }
    }
  }

  private static TestResult result(Trial trial) {
    try {
      trial.check(new KernelRuntime());
      var open = FileDescriptor.open();
      return new TestResult(
          trial.name(), open.isEmpty(), open.isEmpty() ? "" : "left open: " + open);
    } catch (RuntimeException | AssertionError e) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return new TestResult(trial.name(), false, trace.toString());
    }
  }
}
