package io.github.bpf4j.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.KernelLog;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.Accounting;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.host.LoadOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Compiled Java methods, in the VM.
class CompiledProgramTest {
  /// Counts and logs IPv4 sources.
  static final class Sources {
    static final KernelLog LOG = KernelLog.of(Sources.class);
    static final BpfHashMap<Ipv4Address, Count> SEEN =
        BpfHashMap.of(Ipv4Address.class, Count.class, 100);

    @Struct
    static final class Count {
      long packets;
    }

    private Sources() {}

    @Xdp
    static XdpAction sources(XdpContext ctx) {
      if (EthHdr.at(ctx, 0).etherType() != EtherType.IPV4) {
        return XdpAction.PASS;
      }
      var source = Ipv4Hdr.at(ctx, EthHdr.LEN).source();
      LOG.info("source {}", source);
      var count = SEEN.get(source);
      if (count == null) {
        SEEN.put(source, new Count());
        count = SEEN.get(source);
        if (count == null) {
          return XdpAction.DROP;
        }
      }
      count.packets++;
      return XdpAction.PASS;
    }
  }

  private static byte[] packet(int lastOfSource) {
    byte[] bytes = new byte[60];
    bytes[12] = 8;
    bytes[14] = 0x45;
    bytes[26] = (byte) 192;
    bytes[28] = 2;
    bytes[29] = (byte) lastOfSource;
    return bytes;
  }

  @Test
  void logsCountsAndAbortsAsTheSourceSays() {
    try (var program = Vm.load(Sources.class)) {
      var lines = new ArrayList<String>();
      program.logs().subscribe(record -> lines.add(record.message()));
      for (int last : new int[] {7, 7, 9}) {
        assertThat(program.run(XdpPacket.of(packet(last)))).isEqualTo(XdpAction.PASS.ordinal());
      }
      byte[] runt = new byte[20];
      runt[12] = 8;
      assertThat(program.run(XdpPacket.of(runt))).isEqualTo(XdpAction.ABORTED.ordinal());
      assertThat(program.run(XdpPacket.of(new byte[3]))).isEqualTo(XdpAction.ABORTED.ordinal());

      assertThat(lines).containsExactly("source 192.0.2.7", "source 192.0.2.7", "source 192.0.2.9");
      var seen = program.map(Sources.SEEN);
      assertThat(seen.snapshot()).hasSize(2);
      assertThat(program.accounting().aborts()).hasSize(2);
      assertThat(program.accounting().aborts())
          .extracting(Accounting.Count::toString)
          .allSatisfy(line ->
              assertThat(line)
                  .matches(
                      "1 packet aborted at CompiledProgramTest.java:\\d+ \\(packet too short\\)"));
    }
  }

  @Test
  void randomPacketsGetTheVerdictAndTheLinesOfThePlainJvm() {
    long seed = 77;
    var random = new Random(seed);
    var compiled = BpfCompiler.compile(Sources.class);
    var vmLines = new ArrayList<String>();
    var jvmLines = new ArrayList<String>();
    try (var vm = new VmRuntime().load(compiled, LoadOptions.DEFAULT);
        var jvm = new JvmRuntime().load(compiled, LoadOptions.DEFAULT)) {
      vm.logs().subscribe(record -> vmLines.add(record.message()));
      jvm.logs().subscribe(record -> jvmLines.add(record.message()));
      for (int i = 0; i < 2000; i++) {
        byte[] bytes = packet(random.nextInt(200));
        byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(61));
        assertThat(vm.run(XdpPacket.of(cut)))
            .as("seed %d, packet %d", seed, i)
            .isEqualTo(jvm.run(XdpPacket.of(cut)));
      }
      assertThat(vm.accounting()).hasToString(jvm.accounting().toString());
    }
    assertThat(vmLines).isEqualTo(jvmLines).isNotEmpty();
  }

  @Test
  void aMapOfAnotherClassIsRefused() {
    var other = BpfHashMap.of(Integer.class, Integer.class, 1);
    try (var program = Vm.load(Sources.class)) {
      assertThatThrownBy(() -> program.map(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("SEEN");
      assertThat(List.of(program.map(Sources.SEEN))).containsExactly(program.map(Sources.SEEN));
    }
  }
}
