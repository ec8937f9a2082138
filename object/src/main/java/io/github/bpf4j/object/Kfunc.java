package io.github.bpf4j.object;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Functions of the kernel that programs may call (kfuncs): the number that an [io.github.bpf4j.isa.Insn.CallKfunc]
/// of a [ProgramDefinition] has, and the first kernel with the function. A loader puts the kernel's own number of the
/// function in its place, the id of its type in the kernel's BTF.
///
/// Each takes the program's context and then addresses to write to, and gives 0 or a negative error number; where a
/// kernel lacks the function, the loader of bpf4j lets the call give `-EOPNOTSUPP`, as the kernel does where a driver
/// lacks it.
///
/// Source: `Documentation/networking/xdp-rx-metadata.rst`.
public enum Kfunc {
  /// The hash that a packet was sorted into a receive queue by, and of what it is (`enum xdp_rss_hash_type`).
  XDP_METADATA_RX_HASH("6.3", CType.U32, new CType.Enumerated("xdp_rss_hash_type", List.of())),
  /// When a packet was received.
  XDP_METADATA_RX_TIMESTAMP("6.3", CType.U64),
  /// The VLAN tag that the device took out of a packet: its protocol, and the rest.
  XDP_METADATA_RX_VLAN_TAG("6.8", CType.Int.unsigned("__be16", 2), CType.U16);

  /// `EOPNOTSUPP` (`include/uapi/asm-generic/errno.h`).
  public static final int NOT_SUPPORTED = 95;

  private final String since;

  @SuppressWarnings("ImmutableEnumChecker") // an immutable list of records
  private final List<CType> results;

  Kfunc(String since, CType... results) {
    this.since = since;
    this.results = List.of(results);
  }

  /// The number in a program's call.
  public int number() {
    return ordinal();
  }

  /// The first kernel that has it.
  public KernelVersion since() {
    return KernelVersion.of(since);
  }

  /// What it writes, in the order of its parameters after the context.
  public List<CType> results() {
    return results;
  }

  /// The kernel's name, such as `bpf_xdp_metadata_rx_hash`.
  public String kernelName() {
    return "bpf_" + name().toLowerCase(Locale.ROOT);
  }

  /// The function with this number, if there is one.
  public static Optional<Kfunc> of(int number) {
    return number >= 0 && number < values().length
        ? Optional.of(values()[number])
        : Optional.empty();
  }
}
