package io.github.bpf4j.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.bpf4j.kernel.sys.FileDescriptor;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Calls of the C library that only tests make.
final class Libc {
  private static final MethodHandle BIND =
      link("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      link(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      link(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private Libc() {}

  static void bind(FileDescriptor socket, MemorySegment address) {
    check(
        "bind " + socket.what(),
        socket,
        number -> (int) BIND.invokeExact(number, address, (int) address.byteSize()));
  }

  static void setOption(FileDescriptor socket, int level, int option, MemorySegment value) {
    check(
        "set option %d of %s".formatted(option, socket.what()),
        socket,
        number ->
            (int) SETSOCKOPT.invokeExact(number, level, option, value, (int) value.byteSize()));
  }

  /// @param length an int: the size of `value`, and what was filled
  static void getOption(
      FileDescriptor socket, int level, int option, MemorySegment value, MemorySegment length) {
    check(
        "get option %d of %s".formatted(option, socket.what()),
        socket,
        number -> (int) GETSOCKOPT.invokeExact(number, level, option, value, length));
  }

  private interface Call {
    int on(int number) throws Throwable;
  }

  private static void check(String what, FileDescriptor socket, Call call) {
    int result;
    try {
      result = call.on(socket.acquire());
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    } finally {
      socket.release();
    }
    if (result != 0) {
      throw new IllegalStateException("cannot " + what);
    }
  }

  private static MethodHandle link(String name, FunctionDescriptor type) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }
}
