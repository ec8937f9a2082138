package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.KernelLog;
import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.host.LoadOptions;
import java.util.ArrayList;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// From Java to the kernel.
@KernelTest
class CompiledTest {
  private static final byte[] IPV4 =
      HexFormat.of()
          .parseHex(
              "020000000001020000000002"
                  + "0800"
                  + "4500001c000000004011f7b1c0000207c6336401"
                  + "0035003500080000");

  static final class Sources {
    static final KernelLog LOG = KernelLog.of(Sources.class);
    static final BpfHashMap<Ipv4Address, Long> SEEN =
        BpfHashMap.of(Ipv4Address.class, Long.class, 100);

    @Xdp
    static XdpAction sources(XdpContext ctx) {
      var eth = EthHdr.at(ctx, 0);
      if (eth.etherType() != EtherType.IPV4) {
        return XdpAction.DROP;
      }
      var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
      LOG.info("IPv4 Source Address: {}", ip.source());
      LOG.debug("TTL {}", ip.ttl());
      SEEN.put(ip.source(), 7L);
      return XdpAction.PASS;
    }
  }

  private static XdpAction run(KernelProgram program, byte[] packet) {
    return XdpAction.of(program.run(XdpPacket.of(packet)));
  }

  @Test
  void aJavaMethodRunsInTheKernel() {
    try (var program = Kernel.load(Sources.class)) {
      var messages = new ArrayList<String>();
      program.logs().subscribe(record -> messages.add(record.message()));
      assertThat(run(program, IPV4)).isEqualTo(XdpAction.PASS);
      assertThat(run(program, new byte[60])).isEqualTo(XdpAction.DROP);
      assertThat(messages).containsExactly("IPv4 Source Address: 192.0.2.7");
      assertThat(program.map(Sources.SEEN).get(Ipv4Address.parse("192.0.2.7"))).isEqualTo(7L);
      assertThat(program.info().name()).isEqualTo("sources");
    }
  }

  @Test
  void anUncaughtExceptionAbortsAndIsCounted() {
    try (var program = Kernel.load(Sources.class)) {
      for (int length : new int[] {0, 13}) {
        assertThat(run(program, new byte[length])).isEqualTo(XdpAction.ABORTED);
      }
      assertThat(program.accounting().aborts())
          .singleElement()
          .asString()
          .startsWith("2 packets aborted at CompiledTest.java:")
          .endsWith("(packet too short)");
    }
  }

  @Test
  void theLogLevelIsDecidedAtLoad() {
    int quiet = slots(LogLevel.ERROR);
    int usual = slots(LogLevel.INFO);
    int talkative = slots(LogLevel.TRACE);
    assertThat(quiet).isLessThan(usual);
    assertThat(usual).isLessThan(talkative);
  }

  private static int slots(LogLevel level) {
    try (var program = Kernel.load(Sources.class, LoadOptions.DEFAULT.withLogLevel(level))) {
      var messages = new ArrayList<String>();
      program.logs().subscribe(record -> messages.add(record.level() + " " + record.message()));
      assertThat(run(program, IPV4)).isEqualTo(XdpAction.PASS);
      switch (level) {
        case ERROR -> assertThat(messages).isEmpty();
        case INFO -> assertThat(messages).hasSize(1);
        default ->
            assertThat(messages)
                .containsExactly("INFO IPv4 Source Address: 192.0.2.7", "DEBUG TTL 64");
      }
      return program.info().translatedBytes() / 8;
    }
  }
}
