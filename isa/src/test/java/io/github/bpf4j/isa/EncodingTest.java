package io.github.bpf4j.isa;

import static io.github.bpf4j.isa.Register.R1;
import static io.github.bpf4j.isa.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Text, instruction and bytes of each kind of instruction.
class EncodingTest {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  /// The bytes are those of LLVM 19's assembler; of the last six rows, which it has no syntax for, those that
  /// RFC 9669 and, for the last two, the kernel's instruction set document describe.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          r1 += r2                                  ; 0f 21 00 00 00 00 00 00
          w1 += w2                                  ; 0c 21 00 00 00 00 00 00
          r1 s>>= 5                                 ; c7 01 00 00 05 00 00 00
          r1 s/= r2                                 ; 3f 21 01 00 00 00 00 00
          w1 s%= 5                                  ; 94 01 01 00 05 00 00 00
          r1 = -1                                   ; b7 01 00 00 ff ff ff ff
          r1 = -r1                                  ; 87 01 00 00 00 00 00 00
          w1 = -w1                                  ; 84 01 00 00 00 00 00 00
          r1 = (s8)r2                               ; bf 21 08 00 00 00 00 00
          r1 = (s32)r2                              ; bf 21 20 00 00 00 00 00
          w1 = (s16)w2                              ; bc 21 10 00 00 00 00 00
          r1 = be16 r1                              ; dc 01 00 00 10 00 00 00
          r1 = le64 r1                              ; d4 01 00 00 40 00 00 00
          r1 = bswap32 r1                           ; d7 01 00 00 20 00 00 00
          r1 = 0x123456789abcdef0 ll                ; 18 01 00 00 f0 de bc 9a 00 00 00 00 78 56 34 12
          r1 = 0xffffffffffffffff ll                ; 18 01 00 00 ff ff ff ff 00 00 00 00 ff ff ff ff
          r2 = *(u32 *)(r1 + 4)                     ; 61 12 04 00 00 00 00 00
          r2 = *(s8 *)(r1 - 4)                      ; 91 12 fc ff 00 00 00 00
          *(u32 *)(r1 + 4) = r2                     ; 63 21 04 00 00 00 00 00
          *(u8 *)(r1 + 4) = 5                       ; 72 01 04 00 05 00 00 00
          *(u64 *)(r1 - 8) = -5                     ; 7a 01 f8 ff fb ff ff ff
          lock *(u64 *)(r1 + 0) += r2               ; db 21 00 00 00 00 00 00
          lock *(u32 *)(r1 + 0) |= w2               ; c3 21 00 00 40 00 00 00
          r2 = atomic_fetch_add((u64 *)(r1 + 0), r2) ; db 21 00 00 01 00 00 00
          w2 = atomic_fetch_and((u32 *)(r1 + 0), w2) ; c3 21 00 00 51 00 00 00
          r2 = xchg_64(r1 + 0, r2)                  ; db 21 00 00 e1 00 00 00
          w0 = cmpxchg32_32(r1 + 0, w0, w2)         ; c3 21 00 00 f1 00 00 00
          r0 = *(u8 *)skb[4]                        ; 30 00 00 00 04 00 00 00
          r0 = *(u16 *)skb[r3 + 0]                  ; 48 30 00 00 00 00 00 00
          goto +3                                   ; 05 00 03 00 00 00 00 00
          gotol +70000                              ; 06 00 00 00 70 11 01 00
          if r1 > r2 goto +3                        ; 2d 21 03 00 00 00 00 00
          if w1 s> 5 goto -2                        ; 66 01 fe ff 05 00 00 00
          if r1 & 7 goto +1                         ; 45 01 01 00 07 00 00 00
          may_goto +3                               ; e5 00 03 00 00 00 00 00
          call 1                                    ; 85 00 00 00 01 00 00 00
          call pc-1                                 ; 85 10 00 00 ff ff ff ff
          exit                                      ; 95 00 00 00 00 00 00 00
          r1 = map[fd:5]                            ; 18 11 00 00 05 00 00 00 00 00 00 00 00 00 00 00
          r1 = subprog[+5]                          ; 18 41 00 00 05 00 00 00 00 00 00 00 00 00 00 00
          call kfunc[7, 2]                          ; 85 20 02 00 07 00 00 00
          r1 = map[idx:5][0]+8                      ; 18 61 00 00 05 00 00 00 00 00 00 00 08 00 00 00
          w2 = load_acquire((u8 *)(r1 + 0))         ; d3 12 00 00 00 01 00 00
          store_release((u64 *)(r1 + 0), r2)        ; db 21 00 00 10 01 00 00
          """)
  void textAndBytesStandForTheSameInstruction(String text, String bytes) {
    List<Insn> insns = Assembler.assemble(text);

    assertThat(HEX.formatHex(Encoder.encode(insns, ByteOrder.LITTLE_ENDIAN))).isEqualTo(bytes);
    assertThat(Decoder.decode(HEX.parseHex(bytes), ByteOrder.LITTLE_ENDIAN)).isEqualTo(insns);
    assertThat(Printer.print(insns)).isEqualTo(text + "\n");
  }

  @Test
  void aBigEndianHostSwapsNumbersAndTheHalvesOfTheRegisterByte() {
    List<Insn> insns = List.of(new Insn.Load(Size.W, false, R2, R1, (short) 4));
    byte[] bytes = Encoder.encode(insns, ByteOrder.BIG_ENDIAN);

    assertThat(HEX.formatHex(bytes)).isEqualTo("61 21 00 04 00 00 00 00");
    assertThat(Decoder.decode(bytes, ByteOrder.BIG_ENDIAN)).isEqualTo(insns);
  }

  @Test
  void encodingIsForThisHostWhereNothingElseIsSaid() {
    List<Insn> insns = List.of(new Insn.Call(1));

    assertThat(Encoder.encode(insns)).isEqualTo(Encoder.encode(insns, ByteOrder.nativeOrder()));
    assertThat(Decoder.decode(Encoder.encode(insns))).isEqualTo(insns);
  }

  @Test
  void everyInstructionSurvivesEncodingInEitherOrder() {
    Property.forAll(
        2_000,
        random -> {
          List<Insn> insns = random.program(20);
          for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            byte[] bytes = Encoder.encode(insns, order);
            assertThat(bytes).hasSize(8 * insns.stream().mapToInt(Insn::slots).sum());
            assertThat(Decoder.decode(bytes, order)).isEqualTo(insns);
          }
        });
  }

  /// The opcodes of RFC 9669 and, of later kernels, `may_goto` (0xe5).
  @Test
  void exactlyTheOpcodesOfTheInstructionSetAreKnown() {
    List<Integer> expected = new ArrayList<>();
    for (int arithmetic = 0x00; arithmetic <= 0xd0; arithmetic += 0x10) {
      for (int klass : List.of(Opcode.ALU, Opcode.ALU64)) {
        boolean noRegister = arithmetic == 0x80 || (arithmetic == 0xd0 && klass == Opcode.ALU64);
        expected.add(arithmetic | klass);
        if (!noRegister) {
          expected.add(arithmetic | klass | Opcode.X);
        }
      }
    }
    for (int jump = 0x10; jump <= 0xd0; jump += 0x10) {
      if (jump != 0x80 && jump != 0x90) {
        for (int low : List.of(0x05, 0x06, 0x0d, 0x0e)) {
          expected.add(jump | low);
        }
      }
    }
    expected.addAll(List.of(0x05, 0x06, 0x85, 0x95, 0xe5));
    expected.addAll(List.of(0x18, 0x20, 0x28, 0x30, 0x40, 0x48, 0x50));
    expected.addAll(List.of(0x61, 0x69, 0x71, 0x79, 0x81, 0x89, 0x91));
    expected.addAll(List.of(0x62, 0x6a, 0x72, 0x7a, 0x63, 0x6b, 0x73, 0x7b, 0xc3, 0xdb));

    List<Integer> known = new ArrayList<>();
    for (int opcode = 0; opcode < 256; opcode++) {
      if (isKnown(opcode)) {
        known.add(opcode);
      }
    }
    assertThat(known).containsExactlyInAnyOrderElementsOf(expected);
  }

  /// Whether some immediate makes an instruction of the opcode, all else 0.
  private static boolean isKnown(int opcode) {
    for (int imm : List.of(0, 16)) {
      byte[] bytes = new byte[opcode == 0x18 ? 16 : 8];
      bytes[0] = (byte) opcode;
      bytes[4] = (byte) imm;
      try {
        Decoder.decode(bytes, ByteOrder.LITTLE_ENDIAN);
        return true;
      } catch (DecodeException e) {
        assertThat(e.slot()).isZero();
      }
    }
    return false;
  }
}
