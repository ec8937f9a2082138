package io.github.bpf4j.agreement;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Compiles Java sources in memory, many in one go, as starting javac is what takes long.
public final class JavaSources implements AutoCloseable {
  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private final JavaFileManager standard = compiler.getStandardFileManager(null, null, null);

  /// The class `Program` that each of `bodies` makes, in the same order; each in a package of its own,
  /// with the library imported. Lines count from the first of the body.
  ///
  /// @throws IllegalArgumentException with javac's words, if one does not compile
  public List<Class<?>> programs(List<String> bodies) {
    return programs(compile(bodies), bodies.size());
  }

  /// The same of those of `bodies` that are valid Java; null for the others.
  public List<@Nullable Class<?>> valid(List<String> bodies) {
    var texts = texts(bodies);
    Map<String, byte[]> classes = Map.of();
    while (!texts.isEmpty()) {
      try {
        classes = javac(texts);
        break;
      } catch (InvalidSources e) {
        // More may be found in the others: javac looks for one kind of error after the other.
        if (!texts.keySet().removeAll(e.names)) {
          throw e;
        }
      }
    }
    var loader = new InMemoryClasses(classes);
    return IntStream.range(0, bodies.size())
        .<@Nullable Class<?>>mapToObj(
            i -> texts.containsKey(name(i)) ? loader.load("p%d.Program".formatted(i)) : null)
        .collect(Collectors.toList());
  }

  /// The class files that `bodies` make, by the names of the classes.
  public Map<String, byte[]> compile(List<String> bodies) {
    return bodies.isEmpty() ? Map.of() : javac(texts(bodies));
  }

  /// The `count` classes `Program` whose class files are among `classes`.
  static List<Class<?>> programs(Map<String, byte[]> classes, int count) {
    var loader = new InMemoryClasses(classes);
    return IntStream.range(0, count)
        .<Class<?>>mapToObj(i -> loader.load("p%d.Program".formatted(i)))
        .toList();
  }

  private static Map<String, String> texts(List<String> bodies) {
    var texts = new HashMap<String, String>();
    for (int i = 0; i < bodies.size(); i++) {
      texts.put(name(i), source(i, bodies.get(i)));
    }
    return texts;
  }

  private static String name(int number) {
    return "p%d/Program".formatted(number);
  }

  private static String source(int number, String body) {
    return "package p%d; import io.github.bpf4j.api.*; import java.util.*; ".formatted(number)
        + "import io.github.bpf4j.host.LoadedProgram; "
        + "import static io.github.bpf4j.api.XdpAction.*; class Program { "
        + body
        + "\n}\n";
  }

  private Map<String, byte[]> javac(Map<String, String> texts) {
    var classes = new HashMap<String, ByteArrayOutputStream>();
    var errors = new DiagnosticCollector<JavaFileObject>();
    var options = List.of("-g", "-proc:none", "-nowarn", "-Xmaxerrs", "10000", "-cp", classPath());
    var units = texts.entrySet().stream().map(e -> new Text(e.getKey(), e.getValue())).toList();
    boolean compiles =
        compiler
            .getTask(null, new InMemory(standard, classes), errors, options, null, units)
            .call();
    if (!compiles) {
      throw new InvalidSources(errors.getDiagnostics());
    }
    var bytes = new HashMap<String, byte[]>();
    classes.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
    return bytes;
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  @Override
  public void close() throws IOException {
    standard.close();
  }

  /// Says what javac says.
  private static final class InvalidSources extends IllegalArgumentException {
    /// Which sources it speaks of.
    private final transient Set<String> names;

    InvalidSources(List<Diagnostic<? extends JavaFileObject>> errors) {
      super(errors.toString());
      names =
          errors.stream()
              .map(Diagnostic::getSource)
              .filter(Text.class::isInstance)
              .map(source -> ((Text) source).name)
              .collect(Collectors.toSet());
    }
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String name;
    private final String text;

    Text(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.name = name;
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes;

    InMemory(JavaFileManager standard, Map<String, ByteArrayOutputStream> classes) {
      super(standard);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(
          URI.create("memory:///" + className.replace('.', '/')), kind) {
        @Override
        public OutputStream openOutputStream() {
          return classes.computeIfAbsent(className, _ -> new ByteArrayOutputStream());
        }
      };
    }
  }
}
