package io.github.bpf4j.host;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/// What a signal does while this is open: `sun.misc.Signal` of the module `jdk.unsupported`, the only way
/// of the JDK to catch one. By reflection, because javac's warning of its use cannot be silenced.
final class SignalAction implements AutoCloseable {
  private final Object signal;
  private final Object before;

  private SignalAction(Object signal, Object before) {
    this.signal = signal;
    this.before = before;
  }

  /// Runs `action` when the signal comes, in a thread of its own.
  ///
  /// @param name without `SIG`, such as `INT`
  /// @throws IllegalArgumentException if there is no such signal, or the JVM was told to leave it alone
  ///     (`-Xrs`)
  @SuppressWarnings("ReferenceEquality") // what equals of a handler means
  static SignalAction on(String name, Runnable action) {
    try {
      var signal = signalClass().getConstructor(String.class).newInstance(name);
      var handler =
          Proxy.newProxyInstance(
              SignalAction.class.getClassLoader(),
              new Class<?>[] {handlerClass()},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> arguments != null && proxy == arguments[0];
                    default -> "action on SIG" + name;
                  });
      return new SignalAction(signal, install(signal, handler));
    } catch (ReflectiveOperationException e) {
      throw unavailable(e);
    }
  }

  /// The signal does again what it did before.
  @Override
  public void close() {
    try {
      install(signal, before);
    } catch (ReflectiveOperationException e) {
      throw unavailable(e);
    }
  }

  private static Object install(Object signal, Object handler) throws ReflectiveOperationException {
    return signalClass()
        .getMethod("handle", signalClass(), handlerClass())
        .invoke(null, signal, handler);
  }

  private static Class<?> signalClass() throws ClassNotFoundException {
    return Class.forName("sun.misc.Signal");
  }

  private static Class<?> handlerClass() throws ClassNotFoundException {
    return Class.forName("sun.misc.SignalHandler");
  }

  private static RuntimeException unavailable(ReflectiveOperationException e) {
    return e instanceof InvocationTargetException
            && e.getCause() instanceof IllegalArgumentException refused
        ? refused
        : new IllegalStateException("this JVM cannot catch signals", e);
  }
}
