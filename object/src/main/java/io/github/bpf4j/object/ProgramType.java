package io.github.bpf4j.object;

/// The kinds of program (`enum bpf_prog_type` in `include/uapi/linux/bpf.h`).
public enum ProgramType {
  /// A packet at the driver; Linux 4.8. An abort is `XDP_ABORTED`.
  XDP(6, 37, "xdp", 0);

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
}
