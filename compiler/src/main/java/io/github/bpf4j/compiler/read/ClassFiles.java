package io.github.bpf4j.compiler.read;

import io.github.bpf4j.compiler.SourceElement;
import io.github.bpf4j.compiler.SourceElement.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds and reads the class files of loaded classes, each once.
///
/// The bytes come from the class's own loader (`getResourceAsStream`), so a loader that makes its
/// classes in memory must serve their bytes too.
public final class ClassFiles {
  private final Map<Class<?>, ClassModel> models = new HashMap<>();
  private final Map<String, @Nullable MethodCode> methods = new HashMap<>();

  /// Nothing read yet.
  public ClassFiles() {}

  /// The class file of `type`.
  ///
  /// @throws UncheckedIOException if its bytes cannot be read
  public ClassModel model(Class<?> type) {
    return models.computeIfAbsent(type, ClassFiles::parse);
  }

  /// The code of the method that `type` itself declares, or null if it declares none of that name and
  /// descriptor, or one without code.
  public @Nullable MethodCode method(Class<?> type, String name, String descriptor) {
    String key = type.getName() + '.' + name + descriptor + '@' + System.identityHashCode(type);
    if (!methods.containsKey(key)) {
      methods.put(key, find(type, name, descriptor));
    }
    return methods.get(key);
  }

  /// The name of the source file of `type`, or its class's name where the class file does not say.
  public String sourceFile(Class<?> type) {
    return model(type)
        .findAttribute(Attributes.sourceFile())
        .map(SourceFileAttribute::sourceFile)
        .map(Object::toString)
        .orElse(type.getName());
  }

  /// The declaration of the method that `type` itself has by this name and descriptor, told from others of the name
  /// by their order in the class file, which is that of the source.
  public SourceElement declaration(Class<?> type, String name, String descriptor) {
    var descriptors =
        model(type).methods().stream()
            .filter(method -> method.methodName().equalsString(name))
            .map(method -> method.methodType().stringValue())
            .toList();
    return new SourceElement(
        type.getName(),
        name,
        Kind.METHOD,
        name,
        descriptors.indexOf(descriptor),
        descriptors.size());
  }

  private @Nullable MethodCode find(Class<?> type, String name, String descriptor) {
    for (MethodModel method : model(type).methods()) {
      if (method.methodName().equalsString(name) && method.methodType().equalsString(descriptor)) {
        return method.code().map(code -> MethodCode.of(type, method, code)).orElse(null);
      }
    }
    return null;
  }

  private static ClassModel parse(Class<?> type) {
    String resource = type.getName().replace('.', '/') + ".class";
    var loader = type.getClassLoader();
    try (var in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(resource)
            : type.getResourceAsStream('/' + resource)) {
      if (in == null) {
        throw new IOException("its class loader does not serve " + resource);
      }
      return ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class file of " + type.getName(), e);
    }
  }
}
