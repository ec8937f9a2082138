package io.github.bpf4j.pcap;

/// The two capture file formats that are read and written.
public enum CaptureFormat {
  /// The classic libpcap savefile: one link type, one time resolution (pcap-savefile(5)).
  PCAP,
  /// The block-structured successor: sections, interfaces, options (draft-ietf-opsawg-pcapng).
  PCAPNG
}
