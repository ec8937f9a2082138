package io.github.bpf4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where packets come from: one of the two.
final class PacketSource {
  @Option(names = "--iface", paramLabel = "NAME", description = "Attach to this network interface.")
  @Nullable String iface;

  @Option(
      names = "--pcap",
      paramLabel = "FILE",
      description =
          "Replay this capture (pcap or pcapng, also compressed); - reads standard input.")
  @Nullable String pcap;
}
