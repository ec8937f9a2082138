package io.github.bpf4j.api;

/// The CPU that runs the program.
public final class Cpu {
  private Cpu() {}

  /// Its number, from 0. A program stays on it to its end.
  ///
  /// Source: `bpf_get_smp_processor_id` (Linux 4.1). On the plain JVM: [JvmSources].
  public static int current() {
    return JvmSources.current().cpu().getAsInt();
  }
}
