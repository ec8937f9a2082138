package io.github.bpf4j.host;

import io.github.bpf4j.object.AbortSite;
import java.util.List;

/// What went wrong while a program ran.
///
/// @param lostRecords log records lost because the ring buffer was full
/// @param aborts the places where exceptions ended the program, with how often; only those above 0
public record Accounting(long lostRecords, List<Count> aborts) {
  /// Copies the list.
  public Accounting {
    aborts = List.copyOf(aborts);
  }

  /// How often a place ended the program.
  public record Count(AbortSite site, long packets) {
    /// `12 packets aborted at FunXdp.java:14 (packet too short)`.
    @Override
    public String toString() {
      return "%d packet%s aborted at %s:%d (%s)"
          .formatted(packets, packets == 1 ? "" : "s", site.file(), site.line(), site.reason());
    }
  }
}
