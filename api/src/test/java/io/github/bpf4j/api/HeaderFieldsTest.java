package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every field of every header against the bit positions in its standard.
class HeaderFieldsTest {
  /// @param first the field's first bit, counted from the header's first, most significant bit
  /// @param unit what the field counts, in what the view counts
  record Field(Class<?> header, String name, int first, int bits, int unit) {}

  private static Field field(Class<?> header, String name, int first, int bits) {
    return new Field(header, name, first, bits, 1);
  }

  private static final List<Field> FIELDS =
      List.of(
          // IEEE 802.3, section 3.1.1
          field(EthHdr.class, "destination", 0, 48),
          field(EthHdr.class, "source", 48, 48),
          field(EthHdr.class, "etherTypeNumber", 96, 16),
          // IEEE 802.1Q, section 9.6
          field(VlanHdr.class, "tagControl", 0, 16),
          field(VlanHdr.class, "priority", 0, 3),
          field(VlanHdr.class, "dropEligible", 3, 1),
          field(VlanHdr.class, "vlanId", 4, 12),
          field(VlanHdr.class, "etherTypeNumber", 16, 16),
          // RFC 826
          field(ArpHdr.class, "hardwareType", 0, 16),
          field(ArpHdr.class, "protocolType", 16, 16),
          field(ArpHdr.class, "hardwareLength", 32, 8),
          field(ArpHdr.class, "protocolLength", 40, 8),
          field(ArpHdr.class, "operation", 48, 16),
          field(ArpHdr.class, "senderHardware", 64, 48),
          field(ArpHdr.class, "senderProtocol", 112, 32),
          field(ArpHdr.class, "targetHardware", 144, 48),
          field(ArpHdr.class, "targetProtocol", 192, 32),
          // RFC 791, section 3.1
          field(Ipv4Hdr.class, "version", 0, 4),
          new Field(Ipv4Hdr.class, "headerLength", 4, 4, 4),
          field(Ipv4Hdr.class, "dscp", 8, 6),
          field(Ipv4Hdr.class, "ecn", 14, 2),
          field(Ipv4Hdr.class, "totalLength", 16, 16),
          field(Ipv4Hdr.class, "identification", 32, 16),
          field(Ipv4Hdr.class, "dontFragment", 49, 1),
          field(Ipv4Hdr.class, "moreFragments", 50, 1),
          new Field(Ipv4Hdr.class, "fragmentOffset", 51, 13, 8),
          field(Ipv4Hdr.class, "ttl", 64, 8),
          field(Ipv4Hdr.class, "protocolNumber", 72, 8),
          field(Ipv4Hdr.class, "checksum", 80, 16),
          field(Ipv4Hdr.class, "source", 96, 32),
          field(Ipv4Hdr.class, "destination", 128, 32),
          // RFC 8200, section 3
          field(Ipv6Hdr.class, "version", 0, 4),
          field(Ipv6Hdr.class, "trafficClass", 4, 8),
          field(Ipv6Hdr.class, "dscp", 4, 6),
          field(Ipv6Hdr.class, "ecn", 10, 2),
          field(Ipv6Hdr.class, "flowLabel", 12, 20),
          field(Ipv6Hdr.class, "payloadLength", 32, 16),
          field(Ipv6Hdr.class, "nextHeaderNumber", 48, 8),
          field(Ipv6Hdr.class, "hopLimit", 56, 8),
          field(Ipv6Hdr.class, "source", 64, 128),
          field(Ipv6Hdr.class, "destination", 192, 128),
          // RFC 792
          field(IcmpHdr.class, "type", 0, 8),
          field(IcmpHdr.class, "code", 8, 8),
          field(IcmpHdr.class, "checksum", 16, 16),
          field(IcmpHdr.class, "restOfHeader", 32, 32),
          field(IcmpHdr.class, "identifier", 32, 16),
          field(IcmpHdr.class, "sequence", 48, 16),
          field(IcmpHdr.class, "nextHopMtu", 48, 16),
          field(IcmpHdr.class, "gateway", 32, 32),
          field(IcmpHdr.class, "pointer", 32, 8),
          // RFC 4443
          field(Icmpv6Hdr.class, "type", 0, 8),
          field(Icmpv6Hdr.class, "code", 8, 8),
          field(Icmpv6Hdr.class, "checksum", 16, 16),
          field(Icmpv6Hdr.class, "restOfHeader", 32, 32),
          field(Icmpv6Hdr.class, "identifier", 32, 16),
          field(Icmpv6Hdr.class, "sequence", 48, 16),
          field(Icmpv6Hdr.class, "mtu", 32, 32),
          field(Icmpv6Hdr.class, "pointer", 32, 32),
          // RFC 9293, section 3.1
          field(TcpHdr.class, "sourcePort", 0, 16),
          field(TcpHdr.class, "destinationPort", 16, 16),
          field(TcpHdr.class, "sequence", 32, 32),
          field(TcpHdr.class, "acknowledgement", 64, 32),
          new Field(TcpHdr.class, "headerLength", 96, 4, 4),
          field(TcpHdr.class, "reserved", 100, 4),
          field(TcpHdr.class, "flags", 104, 8),
          field(TcpHdr.class, "cwr", 104, 1),
          field(TcpHdr.class, "ece", 105, 1),
          field(TcpHdr.class, "urg", 106, 1),
          field(TcpHdr.class, "ack", 107, 1),
          field(TcpHdr.class, "psh", 108, 1),
          field(TcpHdr.class, "rst", 109, 1),
          field(TcpHdr.class, "syn", 110, 1),
          field(TcpHdr.class, "fin", 111, 1),
          field(TcpHdr.class, "window", 112, 16),
          field(TcpHdr.class, "checksum", 128, 16),
          field(TcpHdr.class, "urgentPointer", 144, 16),
          // RFC 768
          field(UdpHdr.class, "sourcePort", 0, 16),
          field(UdpHdr.class, "destinationPort", 16, 16),
          field(UdpHdr.class, "length", 32, 16),
          field(UdpHdr.class, "checksum", 48, 16));

  private static final int BEFORE = 3;
  private static final int AFTER = 2;

  @TestFactory
  Stream<DynamicTest> readsAndWritesItsBitsAndNoOthers() {
    return FIELDS.stream()
        .map(field ->
            DynamicTest.dynamicTest(
                field.header().getSimpleName() + "." + field.name(), () -> check(field)));
  }

  @Test
  void everySetterIsInTheTable() {
    var tested = new HashSet<String>();
    FIELDS.forEach(field -> tested.add(field.header().getSimpleName() + "." + setter(field)));
    var setters = new ArrayList<String>();
    FIELDS.stream()
        .map(Field::header)
        .distinct()
        .flatMap(header -> Arrays.stream(header.getMethods()))
        .filter(method -> method.getName().startsWith("set"))
        .forEach(m -> setters.add(m.getDeclaringClass().getSimpleName() + "." + m.getName()));

    assertThat(setters).hasSizeGreaterThan(60).containsExactlyInAnyOrderElementsOf(tested);
  }

  @TestFactory
  Stream<DynamicTest> aPacketThatEndsWithinTheHeaderIsTooShort() {
    return FIELDS.stream()
        .map(Field::header)
        .distinct()
        .map(header ->
            DynamicTest.dynamicTest(
                header.getSimpleName(),
                () -> {
                  int length = length(header);
                  assertThat(at(header, XdpPacket.of(new byte[length + 1]), 1)).isNotNull();
                  assertThat(failure(header, new byte[length], 1))
                      .isInstanceOf(PacketBoundsException.class)
                      .hasMessage(
                          "bytes 1..%d of the packet were asked for, but it has %d bytes",
                          length, length);
                  assertThat(failure(header, new byte[length], -1))
                      .isInstanceOf(PacketBoundsException.class);
                }));
  }

  private static @Nullable Throwable failure(Class<?> header, byte[] bytes, int offset)
      throws Exception {
    try {
      return new AssertionError("a header " + at(header, XdpPacket.of(bytes), offset));
    } catch (java.lang.reflect.InvocationTargetException e) {
      return e.getCause();
    }
  }

  private static void check(Field field) throws Exception {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    Method getter = field.header().getMethod(field.name());
    Method setter = field.header().getMethod(setter(field), getter.getReturnType());
    for (int i = 0; i < 200; i++) {
      var bytes = new byte[BEFORE + length(field.header()) + AFTER];
      random.nextBytes(bytes);
      var packet = XdpPacket.of(bytes);
      Object view = at(field.header(), packet, BEFORE);
      int shift = (bytes.length - BEFORE) * 8 - field.first() - field.bits();
      var mask = BigInteger.ONE.shiftLeft(field.bits()).subtract(BigInteger.ONE);
      var before = new BigInteger(1, bytes);

      assertThat(getter.invoke(view))
          .as("seed %d", seed)
          .isEqualTo(value(getter.getReturnType(), before.shiftRight(shift).and(mask), field));

      var fresh = new BigInteger(field.bits(), new java.util.Random(random.nextLong()));
      setter.invoke(view, value(getter.getReturnType(), fresh, field));
      assertThat(new BigInteger(1, packet.bytes()))
          .as("seed %d", seed)
          .isEqualTo(before.andNot(mask.shiftLeft(shift)).or(fresh.shiftLeft(shift)));
    }
  }

  private static Object value(Class<?> type, BigInteger bits, Field field) {
    return switch (type.getSimpleName()) {
      case "int" -> bits.intValueExact() * field.unit();
      case "long" -> bits.longValueExact();
      case "boolean" -> bits.testBit(0);
      case "MacAddress" -> MacAddress.of(bits.longValueExact());
      case "Ipv4Address" -> new Ipv4Address(bits.intValue());
      case "Ipv6Address" -> new Ipv6Address(bits.shiftRight(64).longValue(), bits.longValue());
      default -> throw new AssertionError(type);
    };
  }

  private static Object at(Class<?> header, XdpPacket packet, int offset) throws Exception {
    return header
        .getMethod("at", XdpContext.class, int.class)
        .invoke(null, XdpContext.of(packet), offset);
  }

  private static int length(Class<?> header) throws Exception {
    return header.getField("LEN").getInt(null);
  }

  private static String setter(Field field) {
    return "set" + Character.toUpperCase(field.name().charAt(0)) + field.name().substring(1);
  }
}
