package io.github.bpf4j.kernel;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What it took the kernel to verify a program.
///
/// @param program the program, which is no longer loaded
/// @param work what its verifier says of its work; null where it says nothing (before Linux 5.2)
public record Verification(ProgramInfo program, @Nullable Work work) {
  /// The verifier's statistics (`print_verification_stats` in `kernel/bpf/verifier.c`).
  ///
  /// @param instructions how many it went through, each as often as it did; at most a million
  /// @param states how many states it kept in all, to recognise ways that it need not follow
  /// @param peakStates how many at the same time
  /// @param time how long it took
  /// @param stack bytes of stack of each function, the main function first
  public record Work(
      int instructions, int states, int peakStates, Duration time, List<Integer> stack) {
    /// Copies the list.
    public Work {
      stack = List.copyOf(stack);
    }
  }
}
