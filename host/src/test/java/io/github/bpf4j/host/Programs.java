package io.github.bpf4j.host;

import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.KernelLog;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Programs to run. What aborts is marked with the word that the tests look for.
final class Programs {
  static final Class<?> CONTEXT = XdpContext.class;

  static final KernelLog LOG = KernelLog.of(Programs.class);

  @Struct
  static final class Counter {
    long packets;
    long bytes;
  }

  static final BpfHashMap<Ipv4Address, Counter> COUNTS =
      BpfHashMap.of(Ipv4Address.class, Counter.class, 100);

  private Programs() {}

  @Xdp
  @SuppressWarnings("UnusedMethod") // called by reflection, as private methods may be
  private static XdpAction sources(XdpContext ctx) {
    var eth = EthHdr.at(ctx, 0); // short ethernet
    if (eth.etherType() != EtherType.IPV4) {
      LOG.debug("not IPv4: {}", eth.etherType());
      return XdpAction.PASS;
    }
    var ip = Ipv4Hdr.at(ctx, EthHdr.LEN); // short ip
    LOG.info("IPv4 Source Address: {}", ip.source());
    return XdpAction.PASS;
  }

  @Xdp
  static XdpAction count(XdpContext ctx) {
    var source = Ipv4Hdr.at(ctx, EthHdr.LEN).source();
    var counter = COUNTS.get(source);
    if (counter == null) {
      COUNTS.putIfAbsent(source, new Counter());
      counter = COUNTS.get(source);
      if (counter == null) {
        return XdpAction.PASS;
      }
    }
    counter.packets++;
    counter.bytes += ctx.length();
    return XdpAction.PASS;
  }

  /// Fails in the way that the first byte says.
  @Xdp
  static XdpAction fail(XdpContext ctx) {
    int how = ctx.slice(0, 1).u8(0);
    return switch (how) {
      case 0 -> XdpAction.of(5 / how); // divides
      case 1 -> XdpAction.of((new int[1])[how]); // indexes
      case 2 -> bytes(ctx, how);
      case 3 -> XdpAction.of((int) missing().packets); // is null
      case 4 -> throw new IllegalStateException("given up"); // gives up
      default -> XdpAction.DROP;
    };
  }

  private static XdpAction bytes(XdpContext ctx, int index) {
    return XdpAction.of(ctx.slice(0, 2).u8(index)); // past the slice
  }

  @SuppressWarnings("NullAway") // on purpose
  private static Counter missing() {
    return null;
  }

  /// As the compiler would hand it over.
  static CompiledProgram compiled(Method method) {
    var program =
        new ProgramDefinition(
            method.getName(),
            ProgramType.XDP,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            -1,
            0);
    var maps =
        List.of(
            MapDefinition.ringBuffer("logs", 4096),
            MapDefinition.of("COUNTS", MapType.HASH, 4, 16, 100));
    var object = new BpfObject("Programs", List.of(program), maps, "GPL");
    List<@Nullable BpfMap> definitions = Arrays.asList(null, COUNTS);
    return new CompiledProgram(method, object, program, definitions, List.of());
  }

  /// The line of this file that ends in the comment `marker`.
  static int line(String marker) throws IOException {
    var lines = Files.readAllLines(Path.of("src/test/java/io/github/bpf4j/host/Programs.java"));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).endsWith("// " + marker)) {
        return i + 1;
      }
    }
    throw new AssertionError("no line is marked " + marker);
  }
}
