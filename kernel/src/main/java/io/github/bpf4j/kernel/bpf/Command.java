package io.github.bpf4j.kernel.bpf;

import io.github.bpf4j.kernel.sys.Syscall;
import java.lang.foreign.MemorySegment;

/// The commands of bpf(2) in use here (`enum bpf_cmd` in `include/uapi/linux/bpf.h`).
public enum Command {
  /// Linux 3.18.
  MAP_CREATE(0),
  /// Linux 3.18.
  MAP_LOOKUP_ELEM(1),
  /// Linux 3.18.
  MAP_UPDATE_ELEM(2),
  /// Linux 3.18.
  MAP_DELETE_ELEM(3),
  /// Linux 3.18; a null key since 4.12.
  MAP_GET_NEXT_KEY(4),
  /// Linux 3.18.
  PROG_LOAD(5),
  /// Linux 4.4.
  OBJ_GET(7),
  /// Linux 4.12; the context as input and output since 5.15 for XDP.
  PROG_TEST_RUN(10),
  /// Linux 4.13.
  PROG_GET_FD_BY_ID(13),
  /// Linux 4.13.
  MAP_GET_FD_BY_ID(14),
  /// Linux 4.13.
  OBJ_GET_INFO_BY_FD(15),
  /// Linux 4.18.
  BTF_LOAD(18),
  /// Linux 5.2.
  MAP_FREEZE(22),
  /// Linux 4.20.
  MAP_LOOKUP_AND_DELETE_ELEM(21),
  /// Linux 5.7; for XDP 5.9.
  LINK_CREATE(28),
  /// Linux 5.7.
  LINK_UPDATE(29),
  /// Linux 5.8.
  LINK_GET_FD_BY_ID(30),
  /// Linux 5.8.
  LINK_GET_NEXT_ID(31),
  /// Linux 5.8.
  ENABLE_STATS(32),
  /// Linux 5.11.
  LINK_DETACH(34);

  private final int number;

  Command(int number) {
    this.number = number;
  }

  /// Makes the call.
  ///
  /// @param attributes the command's part of `union bpf_attr`
  /// @return the result, or the negated error number
  public long call(MemorySegment attributes) {
    return Syscall.BPF.call(number, attributes.address(), attributes.byteSize());
  }
}
