package io.github.bpf4j.cli.classes;

import io.github.bpf4j.compiler.SourceLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The text of the source file that a target is, if it is one.
public final class SourceText implements SourceLines {
  private final Optional<Path> file;
  private final List<String> lines;

  /// Reads `file`. One that cannot be read has no lines: a message without its line is better than none.
  public SourceText(Optional<Path> file) {
    this.file = file;
    this.lines = file.map(SourceText::read).orElse(List.of());
  }

  @Override
  public String line(String name, int line) {
    boolean known = line >= 1 && line <= lines.size() && path(name).isPresent();
    return known ? lines.get(line - 1) : "";
  }

  /// Where the source file called `name` lies, if it is this one.
  public Optional<Path> path(String name) {
    return file.filter(path -> path.endsWith(name));
  }

  private static List<String> read(Path path) {
    try {
      return Files.readAllLines(path);
    } catch (IOException e) {
      return List.of();
    }
  }
}
