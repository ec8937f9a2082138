package io.github.bpf4j.host;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.LogSink;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.api.XdpProgram;

/// A program in a runtime, with maps and logs of its own. The same class can be loaded many times.
public interface LoadedProgram extends XdpProgram, AutoCloseable {
  /// The program's name: the Java method's.
  String name();

  /// Runs the program on `packet` once, in the calling thread. The packet holds the program's
  /// changes afterwards, and all log records were handed to the subscriber.
  ///
  /// @return the verdict, as the kernel numbers it
  @Override
  int run(XdpPacket packet);

  /// Calls what timers call whose time has come, on the plain JVM and in the VM, which else do that when the next packet
  /// is run. The kernel does it by itself; there this hands the records of such calls to their subscribers.
  void runTimers();

  /// The map `definition` (a static field of the program's class) as this load has it.
  ///
  /// @throws IllegalArgumentException if the program does not use that map
  <M extends BpfMap> M map(M definition);

  /// The static variables that the program uses, as this load has them.
  Variables variables();

  /// The log records of this load.
  Logs logs();

  /// What went wrong in this load so far.
  Accounting accounting();

  /// Frees everything that the load holds. Idempotent.
  @Override
  void close();

  /// The stream of log records; what comes before somebody subscribes is kept or counted as lost.
  interface Logs {
    /// Hands every record from now on to `sink`. At most one sink at a time.
    void subscribe(LogSink sink);

    /// Hands every record to the SLF4J logger of its name.
    default void toSlf4j() {
      subscribe(new Slf4jSink());
    }
  }
}
