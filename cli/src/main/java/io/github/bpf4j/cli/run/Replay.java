package io.github.bpf4j.cli.run;

import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.cli.CliException;
import io.github.bpf4j.cli.output.Reporter;
import io.github.bpf4j.cli.output.Summary;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.pcap.CaptureException;
import io.github.bpf4j.pcap.CaptureFormat;
import io.github.bpf4j.pcap.CaptureReader;
import io.github.bpf4j.pcap.CapturedPacket;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Runs a program over the packets of a capture, in memory that does not depend on its size.
public final class Replay {
  private static final int PROGRESS_EVERY = 4096;

  private final LoadedProgram program;
  private final Reporter reporter;
  private final Progress progress;
  private final BooleanSupplier stop;
  private final XdpPacket packet = new XdpPacket();
  private final long[] verdicts = new long[XdpAction.values().length];
  private final Skipped skipped = new Skipped();
  private long total;
  private long records;

  private Replay(
      LoadedProgram program, Reporter reporter, Progress progress, BooleanSupplier stop) {
    this.program = program;
    this.reporter = reporter;
    this.progress = progress;
    this.stop = stop;
  }

  /// What came of it.
  ///
  /// @param summary for the user
  /// @param skipped lines about packets that the program was not given
  /// @param fault what is wrong with the capture, after every whole packet before it was processed
  public record Result(Summary summary, List<String> skipped, Optional<CaptureException> fault) {
    /// Copies the list.
    public Result {
      skipped = List.copyOf(skipped);
    }
  }

  /// Runs `program` over what is left of `capture`. Log records go to `reporter`, with the time of
  /// their packet.
  ///
  /// @param stop asked before each packet; true ends the run early
  /// @throws CliException if the capture has packets, but none that an XDP program could see
  public static Result run(
      LoadedProgram program,
      CaptureReader capture,
      Reporter reporter,
      Progress progress,
      BooleanSupplier stop)
      throws IOException {
    return new Replay(program, reporter, progress, stop).run(capture);
  }

  private Result run(CaptureReader capture) throws IOException {
    program.logs().subscribe(this::record);
    Optional<CaptureException> fault = Optional.empty();
    try {
      packets(capture);
    } catch (IOException e) {
      // An interrupt is how the user ends the wait for the next packet of a pipe.
      if (!Thread.interrupted()) {
        if (!(e instanceof CaptureException atFault)) {
          throw e;
        }
        fault = Optional.of(atFault);
      }
    }
    if (total == 0 && !skipped.isEmpty() && fault.isEmpty()) {
      throw CliException.fault(
          "%s: no packet for an XDP program: %s"
              .formatted(capture.name(), String.join("; ", skipped.lines())));
    }
    return new Result(summary(), skipped.lines(), fault);
  }

  private void packets(CaptureReader capture) throws IOException {
    for (var next = capture.next(); next != null && !stop.getAsBoolean(); next = capture.next()) {
      var reason = Skipped.reason(next);
      if (reason.isPresent()) {
        skipped.count(reason.get());
        if (capture.format() == CaptureFormat.PCAP && total == 0 && isOtherLink(next)) {
          throw CliException.fault(
              "%s: its packets are of link type %s, but XDP programs see Ethernet frames\n  fix: capture on an Ethernet interface, by name (not on 'any')"
                  .formatted(capture.name(), next.linkType()));
        }
        continue;
      }
      packet.set(next.data(), 0, next.length());
      packet.receivedAt(next.timestampNanos());
      verdicts[XdpAction.of(program.run(packet)).ordinal()]++;
      if (++total % PROGRESS_EVERY == 0) {
        progress.packets(total);
      }
    }
  }

  private static boolean isOtherLink(CapturedPacket packet) {
    return !packet.linkType().equals(io.github.bpf4j.pcap.LinkType.ETHERNET);
  }

  private void record(LogRecord record) {
    records++;
    reporter.accept(record);
  }

  private Summary summary() {
    var counts = new EnumMap<XdpAction, Long>(XdpAction.class);
    for (var action : XdpAction.values()) {
      if (verdicts[action.ordinal()] > 0) {
        counts.put(action, verdicts[action.ordinal()]);
      }
    }
    var accounting = program.accounting();
    return new Summary(
        Optional.of(new Summary.Packets(total, counts)),
        records,
        accounting.lostRecords(),
        accounting.aborts());
  }
}
