/// eBPF instructions as immutable records: make them, encode and decode them, print and assemble them.
///
/// An [Insn][io.github.bpf4j.isa.Insn] is one of seventeen kinds; a program is a list of them. What comes from and
/// goes to the kernel or a file is bytes ([Encoder][io.github.bpf4j.isa.Encoder],
/// [Decoder][io.github.bpf4j.isa.Decoder]), what people read and write is text
/// ([Printer][io.github.bpf4j.isa.Printer], [Assembler][io.github.bpf4j.isa.Assembler]).
/// [ControlFlow][io.github.bpf4j.isa.ControlFlow] says where the jumps go.
///
/// An XDP program that drops all packets shorter than an Ethernet header:
/// ```java
/// List<Insn> program =
///     List.of(
///         load(Size.W, R2, R1, 0), // data
///         load(Size.W, R3, R1, 4), // data_end
///         add64(R2, 14),
///         mov64(R0, 2), // XDP_PASS
///         jumpIf(Condition.LE, R2, R3, 1),
///         mov64(R0, 1), // XDP_DROP
///         exit());
/// byte[] bytes = Encoder.encode(program); // 56 of them, as bpf(2) takes them
/// String text = Printer.printWithLabels(program);
/// ```
/// Its text, which `Assembler.assemble(text)` turns into the same list:
/// ```
///   r2 = *(u32 *)(r1 + 0)
///   r3 = *(u32 *)(r1 + 4)
///   r2 += 14
///   r0 = 2
///   if r2 <= r3 goto L6
///   r0 = 1
/// L6:
///   exit
/// ```
/// Of the instruction set this has all of RFC 9669 and, of later kernels, `may_goto`, `load_acquire` and
/// `store_release`. Offsets count slots of eight bytes, as in the encoding; a 64-bit load takes two.
@NullMarked
package io.github.bpf4j.isa;

import org.jspecify.annotations.NullMarked;
