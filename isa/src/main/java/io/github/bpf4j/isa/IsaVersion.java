package io.github.bpf4j.isa;

/// The versions in which the instruction set grew; clang's `-mcpu=v1` to `-mcpu=v4`.
///
/// A version names instructions that a machine must understand, not kernel features: calls between functions
/// are `V1` here although kernels have them only since 4.16.
public enum IsaVersion {
  /// Linux 3.18: all but the following.
  V1,
  /// Linux 4.14: the conditions `LT`, `LE`, `SLT` and `SLE`.
  V2,
  /// Linux 5.1: jumps that compare 32 bits; 5.12: atomic operations other than a plain add.
  V3,
  /// Linux 6.6: sign-extending loads and moves, `SDIV`, `SMOD`, `bswap`, `gotol`; 6.9: `may_goto`;
  /// 6.15: `load_acquire`, `store_release`.
  V4;
}
