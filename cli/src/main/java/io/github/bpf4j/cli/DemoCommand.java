package io.github.bpf4j.cli;

import io.github.bpf4j.cli.classes.Targets;
import io.github.bpf4j.host.CtrlC;
import io.github.bpf4j.pcap.CaptureReader;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bpf4j demo`: the example `FunXdp` over a capture that comes with bpf4j.
@Command(
    name = "demo",
    description =
        "Runs the example FunXdp over a small capture: prints the source of each IPv4 packet.")
final class DemoCommand implements Callable<Integer> {
  private static final String PROGRAM = "io.github.bpf4j.examples.FunXdp";
  private static final String CAPTURE = "demo.pcap";

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Mixin
  private HelpOption help = new HelpOption();

  @Option(
      names = "--runtime",
      paramLabel = "RUNTIME",
      description = "jvm (plain Java), vm (in process, default) or kernel.")
  private RuntimeKind runtime = RuntimeKind.VM;

  @Mixin private OutputOptions output = new OutputOptions();

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    var bytes = Objects.requireNonNull(DemoCommand.class.getResourceAsStream(CAPTURE), CAPTURE);
    try (var ctrlC = CtrlC.caught();
        var classes = Targets.load(PROGRAM, "");
        var capture = CaptureReader.open(bytes, CAPTURE)) {
      return new Session(terminal, output, ctrlC)
          .replay(
              new TargetOptions().compile(classes),
              output.loadOptions(),
              runtime.runtime(),
              capture);
    }
  }
}
