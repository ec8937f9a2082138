package io.github.bpf4j.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The timers of a load on the plain JVM that run.
final class JvmTimers {
  private final List<JvmTimer> started = new ArrayList<>();

  synchronized void start(JvmTimer timer, long deadline) {
    timer.start(deadline);
    if (!started.contains(timer)) {
      started.add(timer);
    }
  }

  /// Takes out the one whose time came first; null if no one's time has come.
  synchronized @Nullable JvmTimer due(long now) {
    started.removeIf(timer -> !timer.isRunning());
    var first =
        started.stream()
            .filter(timer -> timer.deadline() - now <= 0)
            .min(Comparator.comparingLong(timer -> timer.deadline() - now))
            .orElse(null);
    if (first != null) {
      started.remove(first);
    }
    return first;
  }
}
