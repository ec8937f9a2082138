package io.github.bpf4j.cli.classes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Loads the user's classes: those compiled in memory, then those on the user's class path, then
/// bpf4j's own. It also hands out the bytes of each class as a resource, which is how the eBPF compiler
/// reads them.
///
/// The user's classes come first, so that an edited copy of an example is not shadowed by ours. What
/// both sides exchange objects of, bpf4j's API and SLF4J, is always ours.
final class TargetClassLoader extends URLClassLoader {
  private static final List<String> SHARED =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "org.slf4j.",
          "io.github.bpf4j.api.",
          "io.github.bpf4j.compiler.",
          "io.github.bpf4j.host.",
          "io.github.bpf4j.isa.",
          "io.github.bpf4j.kernel.",
          "io.github.bpf4j.object.",
          "io.github.bpf4j.pcap.",
          "io.github.bpf4j.vm.");

  private final Map<String, byte[]> compiled;

  TargetClassLoader(Map<String, byte[]> compiled, URL[] classPath) {
    super("bpf4j-target", classPath, TargetClassLoader.class.getClassLoader());
    this.compiled = compiled;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      if (SHARED.stream().noneMatch(name::startsWith)) {
        var loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        try {
          return findClass(name);
        } catch (ClassNotFoundException e) {
          // Not the user's: the parent may have it.
        }
      }
      return super.loadClass(name, resolve);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = compiled.get(name);
    return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public @Nullable URL getResource(String name) {
    var own = findResource(name);
    return own != null ? own : super.getResource(name);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] bytes = compiledResource(name);
    return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
  }

  @Override
  public @Nullable URL findResource(String name) {
    byte[] bytes = compiledResource(name);
    return bytes == null ? super.findResource(name) : url(name, bytes);
  }

  private byte @Nullable [] compiledResource(String name) {
    if (!name.endsWith(".class")) {
      return null;
    }
    return compiled.get(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
  }

  private static URL url(String name, byte[] bytes) {
    try {
      return URL.of(
          URI.create("memory:///" + name),
          new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
              return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                  return new ByteArrayInputStream(bytes);
                }
              };
            }
          });
    } catch (IOException e) {
      throw new IllegalArgumentException("not a resource name: " + name, e);
    }
  }
}
