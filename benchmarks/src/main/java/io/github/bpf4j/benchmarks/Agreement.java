package io.github.bpf4j.benchmarks;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RawRing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Runs both twins on the same packets: verdicts, packets and maps must be the same afterwards.
final class Agreement {
  private static final int ABORTED = 0;
  private static final int PASS = 2;

  /// The shortest packet that every kernel takes.
  private static final int SHORTEST = 14;

  /// Headers end before this byte.
  private static final int HEADERS = 90;

  private static final byte[] CORNERS = {0, 1, 6, 17, 0x3f, 0x45, 0x7f, (byte) 0x80, (byte) 0xff};

  private final Twin twin;
  private final Loaded java;
  private final Loaded c;
  private int packets;

  private Agreement(Twin twin, Loaded java, Loaded c) {
    this.twin = twin;
    this.java = java;
    this.c = c;
  }

  /// Compares two twins, whose maps hold the same.
  ///
  /// @return on how many packets they agree
  /// @throws IllegalStateException naming the first packet on which they do not
  static int check(Twin twin, Loaded java, Loaded c) {
    var agreement = new Agreement(twin, java, c);
    agreement.run();
    return agreement.packets;
  }

  private void run() {
    for (byte[] frame : packets()) {
      compare(frame);
      packets++;
    }
    twin.maps().keySet().forEach(this::compareMap);
  }

  /// Each frame whole, at every length, and with each byte of its headers replaced.
  private List<byte[]> packets() {
    var packets = new ArrayList<byte[]>();
    var frames = new ArrayList<>(Frames.various());
    twin.runs().forEach(run -> frames.add(run.packet()));
    var random = new Random(1);
    for (byte[] frame : frames) {
      for (int length = SHORTEST; length <= frame.length; length++) {
        packets.add(Arrays.copyOf(frame, length));
      }
      for (int i = 12; i < Math.min(frame.length, HEADERS); i++) {
        for (int n = 0; n <= CORNERS.length; n++) {
          byte[] changed = frame.clone();
          changed[i] = n < CORNERS.length ? CORNERS[n] : (byte) random.nextInt();
          packets.add(changed);
        }
      }
    }
    return packets;
  }

  private void compare(byte[] frame) {
    var left = XdpPacket.of(frame);
    var right = XdpPacket.of(frame);
    int javaVerdict = java.run(left);
    int cVerdict = c.run(right);
    boolean agree =
        javaVerdict == cVerdict || twin.aborts() && javaVerdict == ABORTED && cVerdict == PASS;
    require(agree, "verdicts %d and %d".formatted(javaVerdict, cVerdict), frame);
    require(Arrays.equals(left.bytes(), right.bytes()), "packets", frame);
    var javaRecords = java.takeRecords();
    var cRecords = c.takeRecords();
    require(javaRecords.size() == cRecords.size(), "numbers of records", frame);
    for (int i = 0; i < cRecords.size(); i++) {
      // A log record has a header before what was logged.
      byte[] logged = javaRecords.get(i);
      byte[] bare = cRecords.get(i);
      require(
          Arrays.equals(
              Arrays.copyOfRange(logged, logged.length - bare.length, logged.length), bare),
          "records",
          frame);
    }
  }

  private void require(boolean holds, String what, byte[] frame) {
    if (!holds) {
      throw new IllegalStateException(
          "%s and %s: different %s for packet %s"
              .formatted(twin.javaName(), twin.function(), what, HexFormat.of().formatHex(frame)));
    }
  }

  private void compareMap(String name) {
    if (c.map(name) instanceof RawRing) {
      return;
    }
    var left = contents(java.map(name));
    var right = contents(c.map(name));
    if (!left.equals(right)) {
      throw new IllegalStateException(
          "%s and %s: map %s differs: %s"
              .formatted(twin.javaName(), twin.function(), name, difference(left, right)));
    }
  }

  private static String difference(Map<String, String> left, Map<String, String> right) {
    for (var key : left.keySet()) {
      if (!left.get(key).equals(right.get(key))) {
        return "%s is %s and %s".formatted(key, left.get(key), right.get(key));
      }
    }
    return "%d and %d entries".formatted(left.size(), right.size());
  }

  /// Keys and values in hexadecimal; of a value by CPU the sum of all CPUs.
  private static Map<String, String> contents(RawMap map) {
    var contents = new TreeMap<String, String>();
    byte[] next = new byte[map.definition().keySize()];
    byte[] value = new byte[map.valueBytes()];
    byte[] key = null;
    while (map.nextKey(key, next)) {
      key = next.clone();
      if (map.lookup(key, value)) {
        byte[] whole = map.definition().type().perCpu() ? sum(map, value) : value;
        contents.put(HexFormat.of().formatHex(key), HexFormat.of().formatHex(whole));
      }
    }
    return contents;
  }

  private static byte[] sum(RawMap map, byte[] values) {
    int words = (map.definition().valueSize() + 7) / 8;
    var each = ByteBuffer.wrap(values).order(ByteOrder.nativeOrder());
    var sums = new long[words];
    for (int i = 0; i < values.length / 8; i++) {
      sums[i % words] += each.getLong(8 * i);
    }
    byte[] whole = new byte[8 * words];
    ByteBuffer.wrap(whole).order(ByteOrder.nativeOrder()).asLongBuffer().put(sums);
    return whole;
  }
}
