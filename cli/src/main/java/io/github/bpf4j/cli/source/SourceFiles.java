package io.github.bpf4j.cli.source;

import io.github.bpf4j.compiler.SourceLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the source files of classes: the file that a target is, and what lies in the folders of sources and of
/// classes. A source that is newer than its class is not taken, as its lines may be others.
public final class SourceFiles implements SourceLines {
  /// Where builds keep the sources of what they compile to a folder.
  private static final Map<String, String> SOURCES =
      Map.of(
          "target/classes", "src/main/java",
          "target/test-classes", "src/test/java",
          "build/classes/java/main", "src/main/java",
          "build/classes/java/test", "src/test/java");

  private final Optional<SourceFile> target;
  private final List<Path> sourcePath;
  private final List<Path> classPath;
  private final Map<String, Optional<SourceFile>> found = new HashMap<>();

  /// @param target the source file to compile, if there is one
  /// @param sourcePath folders whose sources are compiled with it
  /// @param classPath folders of classes that were compiled before, and jars
  public SourceFiles(Optional<Path> target, List<Path> sourcePath, List<Path> classPath) {
    this.target = target.flatMap(SourceFile::read);
    this.sourcePath = List.copyOf(sourcePath);
    this.classPath = List.copyOf(classPath);
  }

  @Override
  public String line(String type, String file, int line) {
    return find(type, file).map(source -> source.line(line)).orElse("");
  }

  /// The source file called `file` that declares `type`, or the class around it.
  ///
  /// @param type a binary name
  public Optional<SourceFile> find(String type, String file) {
    return found.computeIfAbsent(type + ' ' + file, _ -> search(type, file));
  }

  private Optional<SourceFile> search(String type, String file) {
    var packageName = type.substring(0, Math.max(0, type.lastIndexOf('.')));
    if (target.isPresent() && target.get().isCalled(packageName, file)) {
      return target;
    }
    var path = Path.of(packageName.replace('.', '/'), file);
    var source = firstExisting(sourcePath.stream(), path);
    if (source.isPresent()) {
      return source.flatMap(SourceFile::read);
    }
    var classFile = Path.of(type.replace('.', '/') + ".class");
    return classPath.stream()
        .filter(folder -> Files.exists(folder.resolve(classFile)))
        .findFirst()
        .flatMap(folder ->
            firstExisting(sources(folder), path)
                .filter(there -> isNoNewer(there, folder.resolve(classFile))))
        .flatMap(SourceFile::read);
  }

  private static Optional<Path> firstExisting(Stream<Path> folders, Path path) {
    return folders.map(folder -> folder.resolve(path)).filter(Files::isRegularFile).findFirst();
  }

  /// The folders where the sources of the classes in `folder` may lie: itself, and where builds have them.
  private static Stream<Path> sources(Path folder) {
    var path = folder.toAbsolutePath().normalize();
    return Stream.concat(
        Stream.of(path),
        SOURCES.entrySet().stream()
            .filter(entry -> path.endsWith(entry.getKey()))
            .map(entry -> {
              var project = path;
              for (int i = 0; i < Path.of(entry.getKey()).getNameCount() && project != null; i++) {
                project = project.getParent();
              }
              return project == null ? path : project.resolve(entry.getValue());
            }));
  }

  private static boolean isNoNewer(Path source, Path classFile) {
    try {
      return Files.getLastModifiedTime(source).compareTo(Files.getLastModifiedTime(classFile)) <= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
