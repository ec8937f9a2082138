/// Java methods to eBPF programs, from class files, in process.
///
/// A program such as
///
/// ```java
/// @Xdp
/// static XdpAction run(XdpContext ctx) {
///   return EthHdr.at(ctx, 0).etherType() == EtherType.ARP ? DROP : PASS;
/// }
/// ```
///
/// goes through these packages, in this order:
///
/// | package | does |
/// | --- | --- |
/// | `read` | class files to instructions, basic blocks and loops of bytecode |
/// | `inline` | bytecode to SSA form, calls in place, objects as their fields |
/// | `optimize`, `guard` | fewer instructions and checks, to a fixpoint |
/// | `outline` | loops that the verifier could not follow to functions; asks `estimate` |
/// | `select` | eBPF instructions over any number of registers |
/// | `allocate` | r0 to r9 and stack slots |
/// | `emit` | one row of instructions, jumps, lines |
///
/// Beside them, `estimate` says of a program how much work the kernel's verifier will have with it.
///
/// After `optimize` and `guard` nothing is left of the header's class, of the record in between or of
/// the enum; the number was swapped while compiling instead of in every packet:
///
/// ```ir
/// function run
/// b0(v1:pointer):
///   v2:pointer = load.w v1+0
///   v3:pointer = load.w v1+4
///   v4:pointer = offset v2, 14L
///   if v4 <= v3 goto b2 else b1
/// b1 cold:
///   return 0
/// b2:
///   v5:i32 = load.h v2+12
///   if v5 == 1544 goto b3(1) else b3(2)
/// b3(v6:i32):
///   return v6
/// ```
///
/// [BpfCompiler] is the entry; what it gives, a [CompiledProgram], any runtime loads.
@NullMarked
package io.github.bpf4j.compiler;

import org.jspecify.annotations.NullMarked;
