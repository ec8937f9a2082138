package io.github.bpf4j.api;

import java.util.ArrayList;
import java.util.List;

/// IPv6 addresses as people write them: RFC 4291, section 2.2, read; RFC 5952 written.
final class Ipv6Text {
  private static final int GROUPS = 8;

  private Ipv6Text() {}

  static String print(Ipv6Address address) {
    if (address.isIpv4Mapped()) {
      return "::ffff:" + new Ipv4Address((int) address.low());
    }
    var groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      long half = i < 4 ? address.high() : address.low();
      groups[i] = (int) (half >>> 48 - i % 4 * 16) & 0xffff;
    }
    int start = GROUPS;
    int length = 1; // a single zero group is not shortened
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    var text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  static Ipv6Address parse(String text) {
    int gap = text.indexOf("::");
    List<Integer> front = groups(text, gap < 0 ? text : text.substring(0, gap), gap < 0);
    List<Integer> back = gap < 0 ? List.of() : groups(text, text.substring(gap + 2), true);
    int missing = GROUPS - front.size() - back.size();
    if (gap < 0 ? missing != 0 : missing < 1) {
      throw wrong(text);
    }
    var all = new ArrayList<>(front);
    for (int i = 0; i < missing; i++) {
      all.add(0);
    }
    all.addAll(back);
    long high = 0;
    long low = 0;
    for (int i = 0; i < 4; i++) {
      high = high << 16 | all.get(i);
      low = low << 16 | all.get(i + 4);
    }
    return new Ipv6Address(high, low);
  }

  /// The groups of `part`, whose last one may be an IPv4 address where it is `last`.
  private static List<Integer> groups(String whole, String part, boolean last) {
    var groups = new ArrayList<Integer>();
    if (part.isEmpty()) {
      return groups;
    }
    var words = part.split(":", -1);
    for (int i = 0; i < words.length; i++) {
      if (last && i == words.length - 1 && words[i].indexOf('.') >= 0) {
        int bits = ipv4(whole, words[i]);
        groups.add(bits >>> 16);
        groups.add(bits & 0xffff);
      } else if (words[i].matches("[0-9a-fA-F]{1,4}")) {
        groups.add(Integer.parseInt(words[i], 16));
      } else {
        throw wrong(whole);
      }
    }
    return groups;
  }

  private static int ipv4(String whole, String word) {
    try {
      return Ipv4Address.parse(word).bits();
    } catch (IllegalArgumentException e) {
      var wrong = wrong(whole);
      wrong.initCause(e);
      throw wrong;
    }
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'%s' is not an IPv6 address: write eight groups of hexadecimal digits, such as 2001:db8::1"
            .formatted(text));
  }
}
