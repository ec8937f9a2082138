package io.github.bpf4j.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a static method as an XDP program: `static XdpAction name(XdpContext ctx)`.
///
/// The program runs for every packet that a network interface receives, before the kernel's network
/// stack sees it. The method's name is the program's name.
///
/// Source: `Documentation/bpf/libbpf/program_types.rst`, `BPF_PROG_TYPE_XDP` (Linux 4.8).
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Xdp {
  /// Whether the program takes packets that lie in several buffers, as those of 4 KiB and more mostly do.
  /// Without it, a driver takes no program while it may receive such packets. Slices reach the
  /// first buffer alone, see [XdpContext#load].
  ///
  /// Source: `BPF_F_XDP_HAS_FRAGS` (Linux 5.18).
  boolean frags() default false;
}
