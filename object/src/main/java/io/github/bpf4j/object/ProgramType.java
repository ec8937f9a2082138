package io.github.bpf4j.object;

import java.util.ArrayList;

/// The kinds of program (`enum bpf_prog_type` in `include/uapi/linux/bpf.h`).
public enum ProgramType {
  /// A packet at the driver; Linux 4.8. An abort is `XDP_ABORTED`.
  XDP(6, 37, "xdp", 0);

  private static final CType.Struct XDP_MD =
      words(
          "xdp_md",
          "data",
          "data_end",
          "data_meta",
          "ingress_ifindex",
          "rx_queue_index",
          "egress_ifindex");

  private final int number;
  private final int expectedAttachType;
  private final String section;
  private final int abortVerdict;

  ProgramType(int number, int expectedAttachType, String section, int abortVerdict) {
    this.number = number;
    this.expectedAttachType = expectedAttachType;
    this.section = section;
    this.abortVerdict = abortVerdict;
  }

  private static CType.Struct words(String name, String... members) {
    var list = new ArrayList<CType.Member>();
    for (var member : members) {
      list.add(new CType.Member(member, Integer.BYTES * list.size(), CType.U32));
    }
    return new CType.Struct(name, Integer.BYTES * list.size(), list);
  }

  /// The kernel's number of the type.
  public int number() {
    return number;
  }

  /// The kernel's number of the attach type (`enum bpf_attach_type`), `BPF_XDP` for XDP.
  public int expectedAttachType() {
    return expectedAttachType;
  }

  /// The name of the ELF section that libbpf recognises the type by.
  public String section() {
    return section;
  }

  /// What a program of this type returns when an exception leaves it.
  public int abortVerdict() {
    return abortVerdict;
  }

  /// What the program's argument points to, as programs see it.
  public CType.Struct context() {
    return switch (this) {
      case XDP -> XDP_MD;
    };
  }
}
