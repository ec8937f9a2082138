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
public @interface Xdp {}
