package io.github.bpf4j.cli.classes;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.cli.CliException;
import io.github.bpf4j.cli.source.SourceFile;
import io.github.bpf4j.cli.source.SourceFiles;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.kernel.Kernel;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.pcap.CaptureReader;
import io.github.bpf4j.vm.Vm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;

/// Finds the classes of a target: a `.java` file, a `.class` file, or the name of a class.
public final class Targets {
  private static final Pattern CLASS_NAME =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

  private Targets() {}

  /// Finds the classes of `target`.
  ///
  /// @param classPath folders and jars as in `java -cp`, or empty
  /// @throws CliException if there is nothing of that name, or javac finds fault with it
  public static TargetClasses load(String target, String classPath) {
    var userPath = split(classPath);
    if (target.endsWith(".java")) {
      return source(target, existing(target), userPath);
    }
    if (target.endsWith(".class")) {
      return classFile(target, existing(target), userPath);
    }
    if (target.endsWith(".o")) {
      throw CliException.usage(
          "%s is an eBPF object file: bpf4j takes .java files, .class files and class names"
              .formatted(target));
    }
    if (!CLASS_NAME.matcher(target).matches()) {
      throw CliException.usage(
          "'%s' is no .java file, no .class file and no name of a class".formatted(target));
    }
    return className(target, userPath);
  }

  private static TargetClasses source(String target, Path file, List<Path> userPath) {
    var root = root(file, SourceFile.read(file).map(SourceFile::packageName).orElse(""));
    var path = new ArrayList<>(ours());
    path.addAll(userPath);
    var result = SourceCompiler.compile(file, root, path);
    var loader = new TargetClassLoader(result.classes(), urls(userPath));
    var mainName = simpleName(file, ".java");
    var names = new ArrayList<>(result.own());
    // The class of the file's name comes first, as in the eyes of whoever wrote it.
    names.sort((a, b) -> Boolean.compare(isSimpleName(b, mainName), isSimpleName(a, mainName)));
    if (names.isEmpty()) {
      throw CliException.fault("%s declares no class".formatted(target));
    }
    var sources = new SourceFiles(Optional.of(file), root.stream().toList(), userPath);
    return new TargetClasses(target, load(names, loader), sources, loader);
  }

  private static TargetClasses classFile(String target, Path file, List<Path> userPath) {
    byte[] bytes;
    String name;
    try {
      bytes = Files.readAllBytes(file);
      ClassDesc type = ClassFile.of().parse(bytes).thisClass().asSymbol();
      name =
          type.packageName().isEmpty()
              ? type.displayName()
              : type.packageName() + '.' + type.displayName();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw CliException.fault("%s is not a class file: %s".formatted(target, e.getMessage()));
    }
    int dot = name.lastIndexOf('.');
    var path = new ArrayList<Path>();
    root(file, dot < 0 ? "" : name.substring(0, dot)).ifPresent(path::add);
    path.addAll(userPath);
    var loader = new TargetClassLoader(Map.of(name, bytes), urls(path));
    return new TargetClasses(target, load(List.of(name), loader), compiled(path), loader);
  }

  private static TargetClasses className(String target, List<Path> userPath) {
    var loader = new TargetClassLoader(Map.of(), urls(userPath));
    try {
      var type = Class.forName(target, false, loader);
      return new TargetClasses(target, List.of(type), compiled(userPath), loader);
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      var hint =
          Files.exists(Path.of(target + ".java"))
              ? "did you mean %s.java?".formatted(target)
              : missing(userPath)
                  .map("there is no %s, which --class-path names"::formatted)
                  .orElse("say where it is with --class-path, or name its .java file");
      throw CliException.fault("no class %s was found\n  fix: %s".formatted(target, hint));
    }
  }

  private static Optional<Path> missing(List<Path> classPath) {
    return classPath.stream().filter(Files::notExists).findFirst();
  }

  private static List<Class<?>> load(List<String> names, ClassLoader loader) {
    var classes = new ArrayList<Class<?>>();
    for (var name : names) {
      try {
        classes.add(Class.forName(name, false, loader));
      } catch (ClassNotFoundException | LinkageError e) {
        throw CliException.fault(
            "cannot load the class %s: %s\n  fix: add the folder or jar that has what it needs with --class-path"
                .formatted(name, e));
      }
    }
    return classes;
  }

  private static Path existing(String target) {
    var file = Path.of(target);
    if (!Files.exists(file)) {
      throw CliException.fault(
          "there is no file %s\n  fix: give the path to it from %s"
              .formatted(target, Path.of("").toAbsolutePath()));
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw CliException.fault("%s is not a file that can be read".formatted(target));
    }
    return file;
  }

  /// The folder that the packages of `file` begin in, if the folders are named like its package.
  private static Optional<Path> root(Path file, String packageName) {
    var folder = file.toAbsolutePath().normalize().getParent();
    var segments = packageName.isEmpty() ? new String[0] : packageName.split("\\.", -1);
    for (int i = segments.length - 1; i >= 0; i--) {
      if (folder == null
          || folder.getFileName() == null
          || !folder.getFileName().toString().equals(segments[i])) {
        return Optional.empty();
      }
      folder = folder.getParent();
    }
    return Optional.ofNullable(folder);
  }

  /// The sources of classes that lie compiled on `classPath`.
  private static SourceFiles compiled(List<Path> classPath) {
    return new SourceFiles(Optional.empty(), List.of(), classPath);
  }

  private static String simpleName(Path file, String extension) {
    var name = file.getFileName().toString();
    return name.substring(0, name.length() - extension.length());
  }

  private static boolean isSimpleName(String binaryName, String simpleName) {
    return binaryName.substring(binaryName.lastIndexOf('.') + 1).equals(simpleName);
  }

  private static List<Path> split(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .toList();
  }

  /// Where the classes lie that user code may import: bpf4j's and SLF4J's.
  private static List<Path> ours() {
    var paths = new LinkedHashSet<Path>();
    for (var type :
        List.of(
            XdpAction.class,
            BpfRuntime.class,
            NullMarked.class,
            CompiledProgram.class,
            BpfObject.class,
            Insn.class,
            Kernel.class,
            Vm.class,
            CaptureReader.class,
            Logger.class)) {
      var code = type.getProtectionDomain().getCodeSource();
      if (code != null) {
        try {
          paths.add(Path.of(code.getLocation().toURI()));
        } catch (URISyntaxException e) {
          throw new IllegalStateException("not a path: " + code.getLocation(), e);
        }
      }
    }
    return List.copyOf(paths);
  }

  private static URL[] urls(List<Path> path) {
    var urls = new URL[path.size()];
    for (int i = 0; i < urls.length; i++) {
      try {
        urls[i] = path.get(i).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException("not a path: " + path.get(i), e);
      }
    }
    return urls;
  }
}
