package io.github.bpf4j.cli.output;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.host.Accounting;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What became of a run.
///
/// @param packets how many packets the program saw and what it said of them; absent where the kernel
///     ran it, which does not count that
/// @param records log records printed
/// @param lost log records lost because the ring buffer was full
/// @param aborts where exceptions ended the program
public record Summary(
    Optional<Packets> packets, long records, long lost, List<Accounting.Count> aborts) {
  /// Copies the list.
  public Summary {
    aborts = List.copyOf(aborts);
  }

  /// Packets by verdict.
  ///
  /// @param total all of them
  /// @param verdicts those that occurred, with how often
  public record Packets(long total, Map<XdpAction, Long> verdicts) {
    /// Copies the map, in the order of the kernel's numbers.
    public Packets {
      var ordered = new EnumMap<XdpAction, Long>(XdpAction.class);
      ordered.putAll(verdicts);
      verdicts = java.util.Collections.unmodifiableMap(ordered);
    }
  }

  /// For a person: one line, and one more for each place that ended the program.
  public String text() {
    var text = new StringBuilder();
    packets.ifPresent(p -> text.append(text(p)).append(", "));
    text.append(count(records, "log record")).append(", ").append(lost).append(" lost");
    if (lost > 0) {
      text.append(" (ring buffer full)");
    }
    for (var abort : aborts) {
      text.append('\n').append(abort);
    }
    return text.toString();
  }

  private static String text(Packets packets) {
    var verdicts =
        packets.verdicts().entrySet().stream()
            .map(e -> "%s %,d".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    return count(packets.total(), "packet") + (verdicts.isEmpty() ? "" : " (" + verdicts + ")");
  }

  private static String count(long number, String thing) {
    return "%,d %s%s".formatted(number, thing, number == 1 ? "" : "s");
  }
}
