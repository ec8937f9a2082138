package io.github.bpf4j.agreement.random;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Makes up packets: most long enough for a random program, some too short, with bytes that are often
/// the same or at the ends of what a byte can hold.
final class RandomPackets {
  private RandomPackets() {}

  /// `count` packets from `seed`.
  static List<byte[]> of(long seed, int count) {
    var random = new SplittableRandom(~seed);
    var packets = new ArrayList<byte[]>();
    for (int i = 0; i < count; i++) {
      int length = random.nextInt(5) == 0 ? 14 + random.nextInt(60) : 40 + random.nextInt(120);
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      int kind = random.nextInt(4);
      for (int j = 0; j < length; j++) {
        if (kind == 1 || kind == 2 && random.nextBoolean()) {
          bytes[j] = (byte) List.of(0, 0, 0, 1, 255, 255, 127, 128).get(bytes[j] & 7).intValue();
        }
      }
      packets.add(bytes);
    }
    return packets;
  }
}
