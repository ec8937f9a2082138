package io.github.bpf4j.examples;

import static io.github.bpf4j.api.XdpAction.PASS;

import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;

/// Lets every packet through: the least that an XDP program can be, two instructions.
///
/// ```
/// bpf4j dump Pass.java
/// ```
class Pass {
  @Xdp
  static XdpAction pass(XdpContext ctx) {
    return PASS;
  }
}
