/// Capture files, pcap and pcapng, read and written.
module io.github.bpf4j.pcap {
  requires static transitive org.jspecify;

  exports io.github.bpf4j.pcap;
}
