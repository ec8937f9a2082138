package io.github.bpf4j.compiler;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles Java source in memory, as the text of a test, to a loaded class.
final class JavaSource {
  private JavaSource() {}

  /// The class `Program` with the body `body`, the library imported.
  static Class<?> program(String body) {
    return load(
        "Program",
        """
        import io.github.bpf4j.api.*;
        import static io.github.bpf4j.api.XdpAction.*;
        class Program {
        %s
        }
        """
            .formatted(body));
  }

  /// The class `name`, compiled from `source`.
  static Class<?> load(String name, String source) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var classes = new HashMap<String, ByteArrayOutputStream>();
    var output = new StringWriter();
    try (var files = new Files(compiler.getStandardFileManager(null, null, null), classes)) {
      var options = List.of("-g", "-proc:none", "-cp", System.getProperty("java.class.path"));
      boolean compiles =
          compiler
              .getTask(output, files, null, options, null, List.of(new Text(name, source)))
              .call();
      if (!compiles) {
        throw new IllegalArgumentException(output.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var bytes = new HashMap<String, byte[]>();
    classes.forEach((className, stream) -> bytes.put(className, stream.toByteArray()));
    try {
      return new Loader(bytes).loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("the source does not declare " + name, e);
    }
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Files extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes;

    Files(JavaFileManager standard, Map<String, ByteArrayOutputStream> classes) {
      super(standard);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          return classes.computeIfAbsent(className, _ -> new ByteArrayOutputStream());
        }
      };
    }
  }

  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> classes) {
      super(JavaSource.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      byte[] bytes = classes.get(name.replace(".class", "").replace('/', '.'));
      return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
    }
  }
}
