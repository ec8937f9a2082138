package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class LayoutTest {
  enum Colour {
    RED,
    GREEN
  }

  record Inner(byte tag, @BigEndian int number) {}

  record Everything(
      boolean flag,
      long wide,
      byte small,
      short two,
      char letter,
      Inner inner,
      Colour colour,
      @BigEndian short port) {}

  @Struct
  static final class Counter {
    long packets;
    int last;
    Inner inner = new Inner((byte) 0, 0);

    Counter() {}
  }

  record HasString(int n, String text) {}

  record HasDouble(double d) {}

  @SuppressWarnings("ArrayRecordComponent") // what is refused
  record HasArray(byte[] bytes) {}

  record HasBox(Integer n) {}

  record HasStruct(Counter counter) {}

  record BigByte(@BigEndian byte b) {}

  record Empty() {}

  @Struct
  static class NotFinal {
    int n;
  }

  @Struct
  static final class Constant {
    final int n = 1;
  }

  static final class Plain {
    int n;
  }

  record Picky(int n) {
    Picky {
      if (n == 0) {
        throw new IllegalArgumentException("no zero");
      }
    }
  }

  @Test
  void fieldsLieWhereTheCCompilerPutsThem() {
    var layout = Layout.of(Everything.class);

    assertThat(layout.fields())
        .extracting(Layout.Field::name, Layout.Field::offset, Layout.Field::size)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("flag", 0, 1),
            org.assertj.core.groups.Tuple.tuple("wide", 8, 8),
            org.assertj.core.groups.Tuple.tuple("small", 16, 1),
            org.assertj.core.groups.Tuple.tuple("two", 18, 2),
            org.assertj.core.groups.Tuple.tuple("letter", 20, 2),
            org.assertj.core.groups.Tuple.tuple("inner", 24, 8),
            org.assertj.core.groups.Tuple.tuple("colour", 32, 4),
            org.assertj.core.groups.Tuple.tuple("port", 36, 2));
    assertThat(layout.size()).isEqualTo(40);
    assertThat(layout.alignment()).isEqualTo(8);
    assertThat(layout.fields().get(7).bigEndian()).isTrue();
    assertThat(layout.fields().get(3).bigEndian()).isFalse();
  }

  @Test
  void bytesAreInTheMachinesOrderAndPaddingIsZero() {
    var value =
        new Everything(
            true,
            0x0102030405060708L,
            (byte) -1,
            (short) 0x1112,
            'A',
            new Inner((byte) 7, 0x21222324),
            Colour.GREEN,
            (short) 0x3132);
    var bytes = new byte[48];
    java.util.Arrays.fill(bytes, (byte) 0x5a);

    Layout.of(Everything.class).encode(value, bytes, 4);

    var expected = ByteBuffer.allocate(48).order(ByteOrder.nativeOrder());
    expected.putInt(0, 0x5a5a5a5a).putInt(44, 0x5a5a5a5a);
    expected.put(4, (byte) 1).putLong(12, 0x0102030405060708L).put(20, (byte) -1);
    expected.putShort(22, (short) 0x1112).putChar(24, 'A').put(28, (byte) 7);
    expected.putInt(36, 1);
    expected.order(ByteOrder.BIG_ENDIAN).putInt(32, 0x21222324).putShort(40, (short) 0x3132);
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(HexFormat.of().formatHex(expected.array()));
    assertThat(Layout.of(Everything.class).decode(bytes, 4)).isEqualTo(value);
    assertThat(Layout.of(Everything.class).decode(ByteBuffer.wrap(bytes), 4)).isEqualTo(value);
  }

  @Test
  void everyValueComesBackFromItsBytes() {
    long seed = System.nanoTime();
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var layout = Layout.of(Everything.class);
    for (int i = 0; i < 1000; i++) {
      var value =
          new Everything(
              random.nextBoolean(),
              random.nextLong(),
              (byte) random.nextInt(),
              (short) random.nextInt(),
              (char) random.nextInt(),
              new Inner((byte) random.nextInt(), random.nextInt()),
              Colour.values()[random.nextInt(2)],
              (short) random.nextInt());
      assertThat(layout.decode(layout.encode(value), 0)).as("seed %d", seed).isEqualTo(value);
    }
  }

  @Test
  void structsAreMadeAndFilled() {
    var counter = new Counter();
    counter.packets = 5;
    counter.last = -3;
    counter.inner = new Inner((byte) 1, 2);
    var layout = Layout.of(Counter.class);

    var copy = (Counter) layout.decode(layout.encode(counter), 0);

    assertThat(layout.size()).isEqualTo(24);
    assertThat(copy).isNotSameAs(counter).usingRecursiveComparison().isEqualTo(counter);
    assertThat(((Counter) layout.zero()).packets).isZero();
  }

  @Test
  void aNumberAloneIsAValue() {
    var types =
        List.of(
            Byte.class,
            Boolean.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Colour.class);
    assertThat(types).extracting(t -> Layout.of(t).size()).containsExactly(1, 1, 2, 2, 4, 8, 4);
    assertThat(Layout.of(Integer.class).decode(Layout.of(Integer.class).encode(-9), 0))
        .isEqualTo(-9);
    assertThat(Layout.of(long.class).decode(Layout.of(long.class).encode(1L << 40), 0))
        .isEqualTo(1L << 40);
    assertThat(Layout.of(Colour.class).decode(Layout.of(Colour.class).encode(Colour.GREEN), 0))
        .isEqualTo(Colour.GREEN);
    assertThatThrownBy(() -> Layout.of(Integer.class).encode(9L))
        .isInstanceOf(ClassCastException.class);
  }

  @Test
  void anOrdinalThatIsNoneIsRefused() {
    var bytes = Layout.of(Integer.class).encode(2);
    assertThatThrownBy(() -> Layout.of(Colour.class).decode(bytes, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Colour has no constant number 2");
  }

  @Test
  void aConstructorThatRefusesIsNamed() {
    assertThatThrownBy(() -> Layout.of(Picky.class).zero())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Picky")
        .hasMessageContaining("no zero");
  }

  @Test
  void whatHasNoLayoutIsRefusedByName() {
    refused(HasString.class, "HasString.text (String)", "no fixed layout");
    refused(HasDouble.class, "HasDouble.d (double)", "programs have no double");
    refused(HasArray.class, "HasArray.bytes (byte[])", "no fixed layout");
    refused(HasBox.class, "HasBox.n (Integer)", "use the primitive type");
    refused(HasStruct.class, "HasStruct.counter (Counter)", "@Struct class is a place");
    refused(BigByte.class, "BigByte.b (byte)", "@BigEndian is for");
    refused(Empty.class, "Empty", "no fields");
    refused(NotFinal.class, "NotFinal", "is final");
    refused(Constant.class, "Constant.n (int)", "not final, but for other structs");
    refused(Plain.class, "Plain", "nor marked @Struct");
    refused(String.class, "java.lang.String", "neither a record");
    refused(float.class, "float", "neither a record");
  }

  private static void refused(Class<?> type, String who, String why) {
    assertThatThrownBy(() -> Layout.of(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(who)
        .hasMessageContaining(why);
  }
}
