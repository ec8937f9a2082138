package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// What the kernel's functions for receive metadata answer: each a status, 0 or a negative error number, and what it
/// writes. Primitives of the compiler give them.
final class RxAnswers {
  // EOPNOTSUPP and ENODATA, include/uapi/asm-generic/errno.h: the driver has none, or none for this
  // packet
  private static final int NONE = -95;

  private RxAnswers() {}

  record Hash(int status, int value, int type) {
    static Hash of(@Nullable RxHash hash) {
      return hash == null ? new Hash(NONE, 0, 0) : new Hash(0, hash.value(), hash.type().bits());
    }
  }

  record Timestamp(int status, long nanos) {
    static Timestamp of(@Nullable Long nanos) {
      return nanos == null ? new Timestamp(NONE, 0) : new Timestamp(0, nanos);
    }
  }

  record Vlan(int status, @BigEndian char protocol, char control) {
    static Vlan of(@Nullable VlanTag tag) {
      return tag == null
          ? new Vlan(NONE, '\0', '\0')
          : new Vlan(0, (char) tag.protocolNumber(), (char) tag.tagControl());
    }
  }
}
