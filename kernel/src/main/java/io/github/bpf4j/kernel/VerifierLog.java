package io.github.bpf4j.kernel;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// What the kernel's verifier wrote: the instructions in the order in which it went through them,
/// then why it stopped.
///
/// ```
/// ; var type = eth.etherType(); @ FunXdp.java:14
/// 5: (69) r3 = *(u16 *)(r2 +12)
/// invalid access to packet, off=12 size=2, R2(id=0,off=12,r=0)
/// R2 offset is outside of the packet
/// processed 6 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
/// ```
///
/// @param text the whole
record VerifierLog(String text) {
  private static final Pattern INSN = Pattern.compile("(\\d+): \\([0-9a-f]{2}\\) .*");
  private static final Pattern NAMED_INSN = Pattern.compile(".*\\binsn (\\d+)\\b.*");

  private static final Pattern PROCESSED =
      Pattern.compile("(?m)^processed (\\d+) insns .* total_states (\\d+) peak_states (\\d+) .*$");
  private static final Pattern TIME = Pattern.compile("(?m)^verification time (\\d+) usec$");
  private static final Pattern STACK = Pattern.compile("(?m)^stack depth (\\d+(\\+\\d+)*)");

  /// Lines that tell of states and of the work done, not of a reason.
  private static final Pattern NARRATION =
      Pattern.compile(
          "\\s*|;.*|\\d+: .*|from \\d+ to \\d+.*|mark_precise:.*|processed \\d+ insns.*"
              + "|verification time.*|stack depth.*|max_states.*|func#\\d+ .*|(last|first)_idx.*");

  /// Why it stopped, in its words: its last sentence; empty where it says nothing.
  String reason() {
    return lines().reversed().stream()
        .filter(line -> !NARRATION.matcher(line).matches())
        .findFirst()
        .orElse("");
  }

  /// The slot of the instruction at which it stopped.
  OptionalInt slot() {
    for (var line : lines().reversed()) {
      var insn = INSN.matcher(line);
      if (insn.matches()) {
        return OptionalInt.of(Integer.parseInt(insn.group(1)));
      }
      var named = NAMED_INSN.matcher(line);
      if (named.matches()) {
        return OptionalInt.of(Integer.parseInt(named.group(1)));
      }
    }
    return OptionalInt.empty();
  }

  /// What it says of its work, where that is in the log.
  Optional<Verification.Work> work() {
    var processed = PROCESSED.matcher(text);
    var time = TIME.matcher(text);
    var stack = STACK.matcher(text);
    if (!processed.find() || !time.find() || !stack.find()) {
      return Optional.empty();
    }
    return Optional.of(
        new Verification.Work(
            Integer.parseInt(processed.group(1)),
            Integer.parseInt(processed.group(2)),
            Integer.parseInt(processed.group(3)),
            Duration.of(Long.parseLong(time.group(1)), ChronoUnit.MICROS),
            Arrays.stream(stack.group(1).split("\\+")).map(Integer::valueOf).toList()));
  }

  private List<String> lines() {
    return text.lines().toList();
  }
}
