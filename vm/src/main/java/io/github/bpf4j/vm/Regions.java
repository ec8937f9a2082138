package io.github.bpf4j.vm;

/// The numbers of the regions that every program has (see the package `memory`).
final class Regions {
  /// The null page.
  static final int NULL = 0;

  /// `struct xdp_md`.
  static final int CONTEXT = 1;

  /// The packet, metadata included, in one of these regions; in the next one after it moved.
  static final int PACKET = 2;

  /// After how many moves an old pointer would lead to the packet again.
  static final int PACKETS = 64;

  /// The first frame of the stack; each frame has a region.
  static final int STACK = PACKET + PACKETS;

  /// How many frames there can be (`MAX_CALL_FRAMES`).
  static final int FRAMES = 8;

  /// Reserved records of ring buffers.
  static final int RECORDS = STACK + FRAMES;

  /// How many records a run can hold at the same time.
  static final int MAX_RECORDS = 64;

  /// Keys that a helper hands to a function that it calls back, one for each frame.
  static final int KEYS = RECORDS + MAX_RECORDS;

  /// The first map; then the others, then their values.
  static final int MAPS = KEYS + FRAMES;

  private Regions() {}
}
