package io.github.bpf4j.api;

import java.util.function.Function;

/// An XDP program that runs: a loaded one, or on the plain JVM a method.
@FunctionalInterface
public interface XdpProgram {
  /// Runs the program on `packet` once. The packet holds the program's changes afterwards.
  ///
  /// @return the verdict, as the kernel numbers it
  int run(XdpPacket packet);

  /// The program that `method` is: for tests on the plain JVM, `XdpProgram.of(FunXdp::funXdp)`. What it
  /// throws makes its verdict [XdpAction#ABORTED].
  static XdpProgram of(Function<XdpContext, XdpAction> method) {
    return packet -> {
      try {
        return method.apply(XdpContext.of(packet)).ordinal();
      } catch (RuntimeException | AssertionError _) {
        return XdpAction.ABORTED.ordinal();
      }
    };
  }
}
