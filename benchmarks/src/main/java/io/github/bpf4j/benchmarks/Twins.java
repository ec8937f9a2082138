package io.github.bpf4j.benchmarks;

import io.github.bpf4j.host.RawMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The pairs of programs.
final class Twins {
  private static final int DROP = 1;
  private static final int PASS = 2;
  private static final int TX = 3;

  private static final int LISTED = 10_000;

  private Twins() {}

  static List<Twin> all() {
    return List.of(
        twin("Pass", "pass", "a_pass", "a_pass", Map.of(), run("", Frames.udp(), PASS)),
        twin(
            "SourceAddress",
            "sourceAddress",
            "b_nolog",
            "b_fun_xdp_nolog",
            Map.of(),
            run("", Frames.udp(), PASS)),
        new Twin(
            "io.github.bpf4j.examples.FunXdp",
            "funXdp",
            "c_log",
            "c_fun_xdp",
            Map.of(),
            Map.of("rb", "logs"),
            true,
            new Twin.Allowance(2, "a record says which statement wrote it; short packets abort"),
            List.of(run("", Frames.udp(), PASS))),
        twin(
            "Blocklist",
            "byNetwork",
            "d_block",
            "d_lpm",
            Map.of("lpm", "NETWORKS", "cnt", "COUNTERS"),
            new Twin.Run("not listed", Frames.udp(), PASS, p -> list(p.map("lpm"), true, false)),
            new Twin.Run("listed", Frames.udp(), DROP, p -> list(p.map("lpm"), true, true))),
        twin(
            "Blocklist",
            "byAddress",
            "d_block",
            "d_hash",
            Map.of("hash", "ADDRESSES", "cnt", "COUNTERS"),
            new Twin.Run("not listed", Frames.udp(), PASS, p -> list(p.map("hash"), false, false)),
            new Twin.Run("listed", Frames.udp(), DROP, p -> list(p.map("hash"), false, true))),
        twin(
            "Echo",
            "echo",
            "f_tx",
            "f_tx",
            Map.of(),
            run("UDP", Frames.udp(), TX),
            run("ping", Frames.ping(), TX)));
  }

  private static Twin twin(
      String type,
      String method,
      String source,
      String function,
      Map<String, String> maps,
      Twin.Run... runs) {
    return new Twin(
        "io.github.bpf4j.examples." + type,
        method,
        source,
        function,
        Map.of(),
        maps,
        false,
        Twin.Allowance.NONE,
        List.of(runs));
  }

  private static Twin.Run run(String name, byte[] packet, int verdict) {
    return new Twin.Run(name, packet, verdict);
  }

  /// Fills a list with 10,000 addresses outside of 10.0.0.0/8, every second one a network of 24 bits if it
  /// is a trie; and with the source of the packets, or not.
  private static void list(RawMap map, boolean trie, boolean source) {
    var random = new Random(7);
    for (int i = 0; i < LISTED; i++) {
      int address = random.nextInt();
      if (address >>> 24 == 10) {
        address ^= 0x80000000;
      }
      put(map, trie, i % 2 == 0 ? 32 : 24, address);
    }
    if (source) {
      put(map, trie, 32, Frames.SOURCE);
    }
  }

  private static void put(RawMap map, boolean trie, int length, int address) {
    byte[] value = {1, 0, 0, 0};
    var key = ByteBuffer.allocate(trie ? 8 : 4);
    if (trie) {
      key.order(ByteOrder.nativeOrder()).putInt(length);
    }
    key.order(ByteOrder.BIG_ENDIAN).putInt(address);
    map.update(key.array(), value, RawMap.Mode.ANY);
  }
}
