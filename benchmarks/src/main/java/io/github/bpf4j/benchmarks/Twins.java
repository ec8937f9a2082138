package io.github.bpf4j.benchmarks;

import io.github.bpf4j.host.RawMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The pairs of programs.
final class Twins {
  private static final int DROP = 1;
  private static final int PASS = 2;
  private static final int TX = 3;

  private static final int LISTED = 10_000;

  // What LoadBalancer has to fill its maps with.
  private static final int RINGS = 4;
  private static final int RING_SIZE = 65_537;
  private static final int SERVERS = 100;
  private static final int NO_SERVER = 5_000;

  private static final Twin.Setting RESTORED =
      new Twin.Setting("bench_restore", 1, "restore", true);
  private static final Twin.Setting FORGETFUL = new Twin.Setting("use_conns", 0, "remember", false);

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
            "FlowCounter",
            "flowCounter",
            "e_flow",
            "e_flow",
            Map.of("flows", "FLOWS"),
            run("IPv4", Frames.udp(), PASS),
            run("VLAN", Frames.vlanUdp(), PASS),
            run("IPv6", Frames.ipv6Udp(), PASS)),
        twin(
            "Echo",
            "echo",
            "f_tx",
            "f_tx",
            Map.of(),
            run("UDP", Frames.udp(), TX),
            run("ping", Frames.ping(), TX)),
        twin(
            "LoadBalancer",
            "loadBalancer",
            "g_lb",
            "g_lb",
            Map.of(
                "vips",
                "SERVICES",
                "conns",
                "CONNECTIONS",
                "ring",
                "RING",
                "reals",
                "SERVERS",
                "stats",
                "TRAFFIC"),
            new Twin.Run("known", Frames.udp(), TX, Twins::balance, List.of(RESTORED)),
            new Twin.Run(
                "by the ring", Frames.udp(), TX, Twins::balance, List.of(RESTORED, FORGETFUL))));
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

  /// Three services of 10.9.9.9, the last with a ring of servers that are not there; 100 servers.
  private static void balance(Loaded program) {
    service(program.map("vips"), 53, 17, 1);
    service(program.map("vips"), 80, 6, 1_026);
    service(program.map("vips"), 6, 17, 7);
    var ring = program.map("ring");
    for (int i = 0; i < RINGS * RING_SIZE; i++) {
      put(ring, word(i), word(i / RING_SIZE == 3 ? NO_SERVER : i % SERVERS));
    }
    for (int i = 0; i < SERVERS; i++) {
      byte[] server = {10, 10, 0, (byte) i, 2, 1, 1, 1, 1, (byte) i, 0, 0};
      put(program.map("reals"), word(i), server);
    }
  }

  private static void service(RawMap services, int port, int protocol, int id) {
    byte[] key = {10, 9, 9, 9, 0, (byte) port, (byte) protocol, 0};
    put(services, key, Arrays.copyOf(word(id), 8));
  }

  private static byte[] word(int number) {
    var bytes = new byte[4];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(number);
    return bytes;
  }

  private static void put(RawMap map, byte[] key, byte[] value) {
    map.update(key, value, RawMap.Mode.ANY);
  }
}
