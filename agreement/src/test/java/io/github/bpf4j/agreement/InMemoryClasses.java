package io.github.bpf4j.agreement;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;

/// Loads classes whose class files are in memory.
public final class InMemoryClasses extends ClassLoader {
  private final Map<String, byte[]> classes;

  /// @param classes the class files by the names of the classes
  public InMemoryClasses(Map<String, byte[]> classes) {
    super(InMemoryClasses.class.getClassLoader());
    this.classes = classes;
  }

  /// The class of this name.
  Class<?> load(String name) {
    try {
      return loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("the source does not declare " + name, e);
    }
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
