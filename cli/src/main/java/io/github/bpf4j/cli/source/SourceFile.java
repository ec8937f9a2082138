package io.github.bpf4j.cli.source;

import io.github.bpf4j.compiler.SourceElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A Java source file in UTF-8.
public final class SourceFile {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");

  private final Path path;
  private final String text;
  private final List<String> lines;
  private boolean parsed;
  private @Nullable SourceTree tree;

  private SourceFile(Path path, String text) {
    this.path = path;
    this.text = text;
    this.lines = text.lines().toList();
  }

  /// Reads the file at `path`; nothing where it cannot be read, as a message without its line is better than none.
  public static Optional<SourceFile> read(Path path) {
    try {
      return Optional.of(new SourceFile(path, Files.readString(path)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Where it lies.
  public Path path() {
    return path;
  }

  /// The package that it names, or an empty string.
  public String packageName() {
    var match = PACKAGE.matcher(text);
    return match.find() ? match.group(1) : "";
  }

  /// Whether it is the file of this name in this package.
  boolean isCalled(String packageName, String file) {
    return path.endsWith(file) && packageName().equals(packageName);
  }

  /// The line `line` (from 1); empty if there is none.
  public String line(int line) {
    return line >= 1 && line <= lines.size() ? lines.get(line - 1) : "";
  }

  /// Where `element` stands; nothing where it may be one thing or another.
  ///
  /// @param line the line that the class file has for it
  public Optional<SourcePosition> find(SourceElement element, int line) {
    return element.isKnown()
        ? tree().flatMap(whole -> ElementFinder.find(whole, element, line))
        : Optional.empty();
  }

  private Optional<SourceTree> tree() {
    if (!parsed) {
      tree = SourceTree.parse(text).orElse(null);
      parsed = true;
    }
    return Optional.ofNullable(tree);
  }
}
