package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "255.255.255.255", "10.20.30.40"})
  void anIpv4AddressPrintsAsItIsWritten(String text) {
    assertThat(Ipv4Address.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.-4",
        "1..3.4",
        "a.b.c.d",
        "1.2.3.4 "
      })
  void whatIsNoIpv4AddressIsRefused(String text) {
    assertThatThrownBy(() -> Ipv4Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not an IPv4 address");
  }

  @Test
  void ipv4AddressesKnowTheirKind() {
    assertThat(Ipv4Address.parse("224.0.0.1").isMulticast()).isTrue();
    assertThat(Ipv4Address.parse("240.0.0.1").isMulticast()).isFalse();
    assertThat(Ipv4Address.parse("172.31.0.1").isPrivate()).isTrue();
    assertThat(Ipv4Address.parse("172.32.0.1").isPrivate()).isFalse();
    assertThat(Ipv4Address.parse("10.0.0.1").isPrivate()).isTrue();
    assertThat(Ipv4Address.parse("192.168.1.1").isPrivate()).isTrue();
    assertThat(Ipv4Address.parse("127.1.2.3").isLoopback()).isTrue();
    assertThat(Ipv4Address.parse("169.254.1.1").isLinkLocal()).isTrue();
    assertThat(Ipv4Address.parse("255.255.255.255").isBroadcast()).isTrue();
    assertThat(Ipv4Address.of(0, 0, 0, 0).isUnspecified()).isTrue();
  }

  // RFC 5952, sections 4 and 5, then the forms of RFC 4291, section 2.2.
  @ParameterizedTest
  @CsvSource({
    "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:DB8::AAAA, 2001:db8::aaaa",
    "::ffff:192.0.2.1, ::ffff:192.0.2.1",
    "::ffff:c000:201, ::ffff:192.0.2.1",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "1:2:3:4:5:6:192.0.2.1, 1:2:3:4:5:6:c000:201"
  })
  void anIpv6AddressPrintsAsRfc5952Says(String written, String printed) {
    assertThat(Ipv6Address.parse(written)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4::5:6:7:8",
        "12345::",
        "g::",
        "1.2.3.4",
        "1.2.3.4::",
        "::1.2.3",
        "fe80::1%eth0",
        ":1:2:3:4:5:6:7:8"
      })
  void whatIsNoIpv6AddressIsRefused(String text) {
    assertThatThrownBy(() -> Ipv6Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not an IPv6 address");
  }

  @Test
  void everyAddressIsTheSameForTheJdk() throws Exception {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 2000; i++) {
      var v4 = new Ipv4Address(random.nextInt());
      assertThat(Ipv4Address.parse(v4.toString())).as("seed %d", seed).isEqualTo(v4);
      assertThat(InetAddress.getByName(v4.toString())).isEqualTo(v4.toInetAddress());
      assertThat(Ipv4Address.of(v4.toInetAddress())).isEqualTo(v4);

      // Many zero groups, so that they are shortened in all the ways there are.
      long mask = 0;
      for (int bit = 0; bit < 64; bit += 16) {
        mask |= random.nextBoolean() ? 0xffffL << bit : 0;
      }
      var v6 =
          new Ipv6Address(random.nextLong() & mask, random.nextLong() & Long.reverse(mask) | 1);
      assertThat(Ipv6Address.parse(v6.toString())).as("seed %d", seed).isEqualTo(v6);
      assertThat(InetAddress.getByName(v6.toString())).isEqualTo(v6.toInetAddress());
      if (v6.toInetAddress() instanceof Inet6Address jdk) {
        assertThat(Ipv6Address.of(jdk)).isEqualTo(v6);
      }
    }
    assertThat(Ipv6Address.parse("::ffff:192.0.2.1").toInetAddress())
        .isInstanceOf(Inet4Address.class);
  }

  @Test
  void ipv6AddressesKnowTheirKind() {
    assertThat(Ipv6Address.parse("ff02::1").isMulticast()).isTrue();
    assertThat(Ipv6Address.parse("fe80::1").isLinkLocal()).isTrue();
    assertThat(Ipv6Address.parse("febf::1").isLinkLocal()).isTrue();
    assertThat(Ipv6Address.parse("fec0::1").isLinkLocal()).isFalse();
    assertThat(Ipv6Address.parse("fd00::1").isUniqueLocal()).isTrue();
    assertThat(Ipv6Address.parse("::1").isLoopback()).isTrue();
    assertThat(Ipv6Address.parse("::").isUnspecified()).isTrue();
  }

  @Test
  void macAddressesPrintAndParse() {
    var mac = MacAddress.parse("02:1A:ff:00:80:01");
    assertThat(mac).hasToString("02:1a:ff:00:80:01").isEqualTo(MacAddress.of(0x021aff008001L));
    assertThat(mac.bits()).isEqualTo(0x021aff008001L);
    assertThat(MacAddress.parse("02-1a-ff-00-80-01")).isEqualTo(mac).hasSameHashCodeAs(mac);
    assertThat(mac.isLocal()).isTrue();
    assertThat(mac.isMulticast()).isFalse();
    assertThat(MacAddress.of(0x01005e000001L).isMulticast()).isTrue();
    assertThat(MacAddress.of(-1).isBroadcast()).isTrue();
    for (var wrong :
        new String[] {"", "02:1a:ff:00:80", "02:1a:ff:00:80:0g", "02:1a-ff:00:80:01"}) {
      assertThatThrownBy(() -> MacAddress.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not a MAC address");
    }
  }

  @Test
  void addressesLieInMemoryAsInPackets() {
    assertBytes(Ipv4Address.parse("192.0.2.1"), "c0000201");
    assertBytes(Ipv6Address.parse("2001:db8::1"), "20010db8000000000000000000000001");
    assertBytes(MacAddress.of(0x021aff008001L), "021aff008001");
  }

  private static void assertBytes(Object address, String hex) {
    var layout = Layout.of(address.getClass());
    assertThat(HexFormat.of().formatHex(layout.encode(address))).isEqualTo(hex);
    assertThat(layout.decode(layout.encode(address), 0)).isEqualTo(address);
  }

  @Test
  void aPrefixContainsWhatBeginsWithIt() {
    var prefix = Ipv4Prefix.parse("198.51.100.77/24");
    assertThat(prefix)
        .hasToString("198.51.100.0/24")
        .isEqualTo(Ipv4Prefix.parse("198.51.100.0/24"));
    assertThat(prefix.contains(Ipv4Address.parse("198.51.100.255"))).isTrue();
    assertThat(prefix.contains(Ipv4Address.parse("198.51.101.0"))).isFalse();
    assertThat(Ipv4Prefix.parse("0.0.0.0/0").contains(Ipv4Address.parse("255.1.2.3"))).isTrue();
    assertThat(Ipv4Prefix.parse("192.0.2.1")).hasToString("192.0.2.1/32");
    for (var wrong :
        new String[] {"192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2/24", "x"}) {
      assertThatThrownBy(() -> Ipv4Prefix.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'");
    }
  }
}
