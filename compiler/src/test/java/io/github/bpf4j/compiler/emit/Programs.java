package io.github.bpf4j.compiler.emit;

/// Programs as the front end would hand them over, twins of C programs that clang compiles.
final class Programs {
  private Programs() {}

  /// Lets every packet through; clang: 2 instructions.
  static final String PASS =
      """
      function pass
      b0(v1:pointer):
        return 2
      """;

  /// Parses Ethernet and IPv4, and reads the source address; clang: 13 instructions.
  static final String PARSE =
      """
      function parse
      b0(v1:pointer):
        v2:pointer = load.w v1+4
        v3:pointer = load.w v1+0
        v4:pointer = offset v3, 14L
        if v4 > v2 goto b4 else b1
      b1:
        v5:i32 = load.h v3+12
        v6:i32 = bswap16 v5
        if v6 != 2048 goto b4 else b2
      b2:
        v7:pointer = offset v4, 20L
        if v7 > v2 goto b4 else b3
      b3:
        v8:i32 = load.w v4+12
        store.w s0+0, v8
        jump b4
      b4:
        return 2
      """
          .replace("b0(", "stack s0 4 align 4\nb0(");

  /// The same, with the address sent through a ring buffer; clang: 22 instructions.
  static final String LOG =
      """
      function log
      b0(v1:pointer):
        v2:pointer = load.w v1+4
        v3:pointer = load.w v1+0
        v4:pointer = offset v3, 14L
        if v4 > v2 goto b5 else b1
      b1:
        v5:i32 = load.h v3+12
        v6:i32 = bswap16 v5
        if v6 != 2048 goto b5 else b2
      b2:
        v7:pointer = offset v4, 20L
        if v7 > v2 goto b5 else b3
      b3:
        v8:pointer = call 131(@0, 4L, 0L)
        if v8 == null goto b5 else b4
      b4:
        v9:i32 = load.w v4+12
        store.w v8+0, v9
        v10:i32 = call 132(v8, 0L)
        jump b5
      b5:
        return 2
      """;
}
