package io.github.bpf4j.cli.classes;

import io.github.bpf4j.cli.CliException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Compiles one Java source file in memory, and the sources beside it that it uses.
final class SourceCompiler {
  private SourceCompiler() {}

  /// What came out.
  ///
  /// @param classes class files by binary name
  /// @param own the names of those that `source` itself defines, in its order
  record Result(Map<String, byte[]> classes, List<String> own) {}

  /// Compiles `source`.
  ///
  /// @param sourceRoot where the sources of other classes are looked for
  /// @param classPath where compiled ones are
  /// @throws CliException with javac's own messages if javac finds fault with the source
  static Result compile(Path source, Optional<Path> sourceRoot, List<Path> classPath) {
    var javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw CliException.fault(
          "cannot compile %s: this Java has no compiler; run bpf4j on a JDK, or compile the file and name the class"
              .formatted(source));
    }
    var messages = new StringWriter();
    var standard = javac.getStandardFileManager(null, null, StandardCharsets.UTF_8);
    try (var files = new MemoryOutput(standard, source)) {
      var task =
          javac.getTask(
              messages,
              files,
              null,
              options(sourceRoot, classPath),
              null,
              standard.getJavaFileObjects(source));
      if (!task.call()) {
        throw CliException.fault(messages.toString().stripTrailing());
      }
      return files.result();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Programs are compiled further from their class files, so those carry lines and variable names.
  private static List<String> options(Optional<Path> sourceRoot, List<Path> classPath) {
    var options = new ArrayList<>(List.of("-g", "-proc:none", "-nowarn", "-Xprefer:source"));
    options.add("-classpath");
    options.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    sourceRoot.ifPresent(root -> options.addAll(List.of("-sourcepath", root.toString())));
    return options;
  }

  private static final class MemoryOutput extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
    private final List<String> own = new ArrayList<>();
    private final URI source;

    MemoryOutput(JavaFileManager files, Path source) {
      super(files);
      this.source = source.toAbsolutePath().normalize().toUri();
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location,
        String className,
        JavaFileObject.Kind kind,
        @Nullable FileObject sibling) {
      if (sibling != null && sibling.toUri().normalize().equals(source)) {
        own.add(className);
      }
      var name = URI.create("memory:///" + className.replace('.', '/') + kind.extension);
      return new SimpleJavaFileObject(name, kind) {
        @Override
        public OutputStream openOutputStream() {
          var bytes = new ByteArrayOutputStream();
          classes.put(className, bytes);
          return bytes;
        }
      };
    }

    /// A source that lies in a module is compiled as if it did not: what the module requires may be
    /// anywhere.
    @Override
    public @Nullable JavaFileObject getJavaFileForInput(
        Location location, String className, JavaFileObject.Kind kind) throws IOException {
      return location == StandardLocation.SOURCE_PATH && className.equals("module-info")
          ? null
          : super.getJavaFileForInput(location, className, kind);
    }

    Result result() {
      var bytes = new LinkedHashMap<String, byte[]>();
      classes.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
      return new Result(bytes, List.copyOf(own));
    }
  }
}
