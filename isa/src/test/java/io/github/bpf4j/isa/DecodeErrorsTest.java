package io.github.bpf4j.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the decoder says of bytes that are no program.
class DecodeErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ff 00 00 00 00 00 00 00 | unknown opcode 0xff
          8f 00 00 00 00 00 00 00 | unknown opcode 0x8f
          df 00 00 00 10 00 00 00 | unknown opcode 0xdf
          0d 00 00 00 00 00 00 00 | unknown opcode 0x0d
          8d 00 00 00 01 00 00 00 | unknown opcode 0x8d
          9e 00 00 00 00 00 00 00 | unknown opcode 0x9e
          ee 00 00 00 00 00 00 00 | unknown opcode 0xee
          00 00 00 00 00 00 00 00 | unknown opcode 0x00
          b8 00 00 00 00 00 00 00 | unknown opcode 0xb8
          a1 00 00 00 00 00 00 00 | unknown opcode 0xa1
          c2 00 00 00 00 00 00 00 | unknown opcode 0xc2
          95 00 00 00 00          | the program ends within an instruction
          18 01 00 00 05 00 00 00 | the program ends after the first
          18 71 00 00 05 00 00 00 00 00 00 00 00 00 00 00 | no 64-bit immediate of kind 7
          b7 0c 00 00 05 00 00 00 | no register r12
          bf b1 00 00 00 00 00 00 | no register r11
          b7 21 00 00 05 00 00 00 | does not use the source register field: it must be 0, not 2
          0f 21 00 00 05 00 00 00 | does not use the immediate field: it must be 0, not 5
          95 00 01 00 00 00 00 00 | does not use the offset field: it must be 0, not 1
          05 03 01 00 00 00 00 00 | does not use the destination register field: it must be 0, not 3
          07 01 02 00 05 00 00 00 | offset 2 of an arithmetic instruction; it must be 0
          37 01 02 00 05 00 00 00 | it must be 0, or 1 for signed
          bc 21 20 00 00 00 00 00 | no sign extension from 32 to 32 bits
          bf 21 07 00 00 00 00 00 | no sign extension from 7 to 64 bits
          dc 01 00 00 11 00 00 00 | no byte swap of 17 bits
          99 21 00 00 00 00 00 00 | nothing to sign-extend
          38 00 00 00 00 00 00 00 | no packet load of 8 bytes
          85 30 00 00 01 00 00 00 | call of kind 3
          db 21 00 00 e0 00 00 00 | unknown atomic operation 0xe0
          db 21 00 00 11 01 00 00 | unknown atomic operation 0x111
          cb 21 00 00 00 00 00 00 | no atomic ADD of size H
          """)
  void saysWhatIsWrong(String bytes, String problem) {
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("slot 0 (" + bytes.substring(0, Math.min(bytes.length(), 23)))
        .hasMessageContaining(problem);
  }

  @Test
  void namesTheSlotNotTheInstruction() {
    String twoSlotsThenNonsense =
        "18 01 00 00 05 00 00 00 00 00 00 00 00 00 00 00 ff 00 00 00 00 00 00 00";

    assertThatThrownBy(() -> decode(twoSlotsThenNonsense))
        .hasMessage("slot 2 (ff 00 00 00 00 00 00 00): unknown opcode 0xff");
  }

  @Test
  void theSecondSlotOfALoadIsAllZeroButForItsImmediate() {
    assertThatThrownBy(() -> decode("18 01 00 00 05 00 00 00 95 00 00 00 00 00 00 00"))
        .hasMessageStartingWith("slot 1 (95")
        .hasMessageContaining("its opcode is 0x95 and must be 0");
  }

  @Test
  void theSecondSlotOfAMapIsAllZero() {
    assertThatThrownBy(() -> decode("18 11 00 00 05 00 00 00 00 00 00 00 01 00 00 00"))
        .hasMessageStartingWith("slot 1 (00")
        .hasMessageEndingWith("a load of MAP_FD has nothing in its second slot, but 1 is there");
  }

  @Test
  void randomBytesDecodeOrAreRefusedAndWhatDecodesEncodesBack() {
    long seed = Long.getLong("bpf4j.seed", System.nanoTime());
    Random random = new Random(seed);
    int decoded = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[8];
      bytes[0] = (byte) random.nextInt();
      for (int j = 1; j < bytes.length; j++) {
        bytes[j] = random.nextInt(3) == 0 ? (byte) random.nextInt(32) : 0;
      }
      try {
        var insns = Decoder.decode(bytes, ByteOrder.LITTLE_ENDIAN);
        decoded++;
        if (!(insns.getFirst() instanceof Insn.Jump)) {
          assertThat(Encoder.encode(insns, ByteOrder.LITTLE_ENDIAN))
              .as("seed %d, bytes %s", seed, HexFormat.of().formatHex(bytes))
              .isEqualTo(bytes);
        }
      } catch (DecodeException refused) {
        assertThat(refused).hasMessageStartingWith("slot 0 (");
      }
    }
    assertThat(decoded).isPositive();
  }

  private static void decode(String bytes) {
    Decoder.decode(HexFormat.ofDelimiter(" ").parseHex(bytes.strip()), ByteOrder.LITTLE_ENDIAN);
  }
}
