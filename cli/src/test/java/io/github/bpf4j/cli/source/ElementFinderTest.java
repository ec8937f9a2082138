package io.github.bpf4j.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.SourceElement.Kind;
import io.github.bpf4j.compiler.read.ClassFiles;
import io.github.bpf4j.compiler.read.MethodCode;
import java.io.File;
import java.io.IOException;
import java.lang.classfile.MethodModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls in real sources are found where they are. What says where they are is javac: compiled from a copy of the
/// sources with a new line before each `(`, class files have a line for each call.
class ElementFinderTest {
  private static final List<String> MODULES = List.of("api", "examples", "pcap");

  /// What is no token of interest is skipped: text blocks, strings, characters, comments.
  private static final Pattern TOKENS =
      Pattern.compile(
          "(?s)\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])+'|//[^\\n]*|/\\*.*?\\*/"
              + "|(\\()");

  @TempDir private Path folder;

  private static List<Path> sources() throws IOException {
    var sources = new ArrayList<Path>();
    for (var module : MODULES) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("module-info.java"))
            .forEach(sources::add);
      }
    }
    return sources;
  }

  /// Offsets of all `(`.
  private static List<Integer> breaks(String text) {
    return TOKENS
        .matcher(text)
        .results()
        .filter(match -> match.group(1) != null)
        .map(match -> match.start())
        .toList();
  }

  private ClassLoader compile(List<Path> files, Path output) throws IOException {
    var arguments =
        new ArrayList<>(List.of("-g", "-proc:none", "-nowarn", "-d", output.toString(), "-cp"));
    arguments.add(System.getProperty("java.class.path"));
    files.forEach(file -> arguments.add(file.toString()));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(failed).isZero();
    var urls = new ArrayList<URL>();
    urls.add(output.toUri().toURL());
    for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @Test
  void callsAreWhereJavacHasThem() throws Exception {
    var sources = sources();
    var broken = new ArrayList<Path>();
    for (var source : sources) {
      var text = new StringBuilder(Files.readString(source));
      breaks(text.toString()).reversed().forEach(offset -> text.insert((int) offset, "\n"));
      var copy = folder.resolve("broken").resolve(source.toString().replace("..", ""));
      Files.createDirectories(copy.getParent());
      broken.add(Files.writeString(copy, text));
    }
    var whole = compile(sources, Files.createDirectories(folder.resolve("a")));
    var split = compile(broken, Files.createDirectories(folder.resolve("b")));

    int calls = 0;
    for (int i = 0; i < sources.size(); i++) {
      var file = SourceFile.read(sources.get(i)).orElseThrow();
      for (var type : types(file)) {
        for (var pair : methods(whole, split, type)) {
          calls += check(file, Files.readString(broken.get(i)), pair);
        }
      }
    }
    assertThat(calls).isGreaterThan(2_000);
  }

  /// Checks all calls of a method.
  ///
  /// @return how many there are in the source
  private static int check(SourceFile file, String brokenText, Pair method) throws IOException {
    var text = Files.readString(file.path());
    int calls = 0;
    for (int i = 0; i < method.whole().instructions().size(); i++) {
      var element = method.whole().element(i);
      int token = tokenAt(brokenText, method.split().line(i));
      if (element.kind() == Kind.CALL && token >= 0) {
        int line = method.whole().line(i);
        var head = text.substring(0, breaks(text).get(token)).stripTrailing();
        var place = assertThat(file.find(element, line)).as("%s:%d %s", file.path(), line, element);
        if (head.endsWith(element.name())) {
          calls++;
          place.contains(position(text, head.length() - element.name().length()));
        } else {
          // javac writes it by itself, behind another call: boxing, the iterator of a loop
          place.isEmpty();
        }
      }
    }
    return calls;
  }

  /// The classes that a file declares.
  private List<String> types(SourceFile file) throws IOException {
    var top = file.path().getFileName().toString().replace(".java", "");
    var packageFolder = folder.resolve("a").resolve(file.packageName().replace('.', '/'));
    try (var files = Files.list(packageFolder)) {
      return files
          .map(each -> each.getFileName().toString().replace(".class", ""))
          .filter(name -> name.equals(top) || name.startsWith(top + "$"))
          .map(name -> file.packageName() + "." + name)
          .toList();
    }
  }

  private record Pair(MethodCode whole, MethodCode split) {}

  private static List<Pair> methods(ClassLoader whole, ClassLoader split, String name)
      throws ClassNotFoundException {
    var files = new ClassFiles();
    var a = Class.forName(name, false, whole);
    var b = Class.forName(name, false, split);
    var pairs = new ArrayList<Pair>();
    for (MethodModel method : files.model(a).methods()) {
      var descriptor = method.methodType().stringValue();
      var first = files.method(a, method.methodName().stringValue(), descriptor);
      var second = files.method(b, method.methodName().stringValue(), descriptor);
      if (first != null && second != null) {
        assertThat(first.instructions()).hasSameSizeAs(second.instructions());
        pairs.add(new Pair(first, second));
      }
    }
    return pairs;
  }

  /// Which of the tokens begins `line` of the broken text; -1 if none does.
  private static int tokenAt(String brokenText, int line) {
    int offset = 0;
    for (int i = 1; i < line; i++) {
      offset = brokenText.indexOf('\n', offset) + 1;
    }
    return breaks(brokenText).indexOf(offset);
  }

  private static SourcePosition position(String text, int offset) {
    int line = 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    return new SourcePosition(line, offset - text.lastIndexOf('\n', offset - 1));
  }
}
