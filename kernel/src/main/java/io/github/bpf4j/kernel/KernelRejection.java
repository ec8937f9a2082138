package io.github.bpf4j.kernel;

import static java.util.stream.Collectors.joining;

import io.github.bpf4j.compiler.estimate.VerifierEstimate;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.object.KernelVersion;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.Requirement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The kernel's verifier refused a program. The message begins with the Java line at fault and the
/// verifier's own reason; [#details] is its whole log.
public final class KernelRejection extends BpfException {
  private final transient @Nullable LineInfo line;
  private final String reason;

  private KernelRejection(String message, String log, String reason, @Nullable LineInfo line) {
    super(message, log);
    this.reason = reason;
    this.line = line;
  }

  /// @param needed what the program needs of the kernel
  /// @param running the kernel that refused it
  static KernelRejection of(
      ProgramDefinition program, VerifierLog log, List<Requirement> needed, KernelVersion running) {
    var reason = log.reason();
    boolean isTooMuch = reason.contains("too large") || reason.contains("too complex");
    // Where it gave up is no more at fault than any other place.
    var largest = isTooMuch ? largestShare(program) : null;
    var slot = isTooMuch ? OptionalInt.empty() : log.slot();
    var line = slot.isPresent() ? lineAt(program, slot.getAsInt()) : largest;
    var message = new StringBuilder();
    if (line != null) {
      message.append(line.file()).append(':').append(line.line()).append(": ");
    }
    message.append("error: the kernel's verifier refuses \"").append(program.name()).append("\": ");
    message.append(reason.isEmpty() ? "it gives no reason" : reason);
    if (line != null && !line.text().isEmpty()) {
      message.append("\n        ").append(line.text());
    }
    slot.ifPresent(number -> message.append("\n  at instruction ").append(number));
    var missing = needed.stream().filter(need -> need.since().compareTo(running) > 0).toList();
    if (!missing.isEmpty()) {
      message.append("\n  fix: this is Linux %s; use a newer one: ".formatted(running));
      message.append(missing.stream().map(Requirement::toString).collect(joining(", ")));
    }
    if (isTooMuch) {
      message.append(largest == null ? "" : "\n  by estimate, this line is the largest part of it");
      message.append(
          "\n"
              + "  fix: the verifier goes through every round of a loop, and every way through a"
              + " round: have fewer rounds, or fewer branches in them");
    }
    if (!Capability.held().contains(Capability.CAP_PERFMON)
        && !Capability.held().contains(Capability.CAP_SYS_ADMIN)) {
      message.append(
          "\n  fix: this process lacks CAP_PERFMON, without which the kernel allows less, such as"
              + " computing a packet's length: run with sudo");
    }
    message.append("\n  its whole log: run with -v");
    return new KernelRejection(message.toString(), log.text(), reason, line);
  }

  /// Why, in the verifier's words.
  public String reason() {
    return reason;
  }

  /// The Java line of the instruction at which the verifier stopped; where it had too much to do, the line that by
  /// our estimate makes most of it.
  public Optional<LineInfo> line() {
    return Optional.ofNullable(line);
  }

  private static @Nullable LineInfo largestShare(ProgramDefinition program) {
    return VerifierEstimate.of(program).shares().stream()
        .findFirst()
        .map(VerifierEstimate.Share::line)
        .orElse(null);
  }

  private static @Nullable LineInfo lineAt(ProgramDefinition program, int slot) {
    LineInfo found = null;
    for (var line : program.lines()) {
      if (line.slot() <= slot && (found == null || line.slot() >= found.slot())) {
        found = line;
      }
    }
    return found != null && found.line() > 0 ? found : null;
  }
}
