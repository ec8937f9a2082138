package io.github.bpf4j.vm;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Programs written in assembler, for tests.
final class Programs {
  /// The line that every instruction of these programs comes from.
  static final LineInfo LINE = new LineInfo(0, "Test.java", 17, "var ip = Ipv4Hdr.at(ctx, 14);");

  private Programs() {}

  static ProgramDefinition define(List<Insn> insns) {
    return new ProgramDefinition(
        "test",
        ProgramType.XDP,
        insns,
        List.of(new FunctionInfo(0, "test")),
        List.of(LINE),
        List.of(),
        List.of(),
        List.of(),
        -1,
        -1);
  }

  static CompiledProgram compiled(ProgramDefinition program, List<MapDefinition> maps) {
    var definers = new ArrayList<@Nullable BpfMap>();
    maps.forEach(_ -> definers.add(null));
    return new CompiledProgram(
        method(),
        new BpfObject("Test", List.of(program), maps, "GPL"),
        program,
        definers,
        List.of());
  }

  private static Method method() {
    try {
      return Programs.class.getDeclaredMethod("method");
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  static VmProgram load(String text, MapDefinition... maps) {
    return load(VmOptions.DEFAULT, text, maps);
  }

  static VmProgram load(VmOptions options, String text, MapDefinition... maps) {
    return load(options, Assembler.assemble(text), maps);
  }

  static VmProgram load(VmOptions options, List<Insn> insns, MapDefinition... maps) {
    return new VmRuntime(options).load(compiled(define(insns), List.of(maps)), LoadOptions.DEFAULT);
  }

  /// The verdict of a program for a packet of 60 bytes, each its index.
  static int verdict(String text, MapDefinition... maps) {
    return load(text, maps).run(packet(60));
  }

  /// The 64 bits of `r0` at the end of a program.
  static long result(List<Insn> insns) {
    return result(insns, null);
  }

  /// The 64 bits of `r0` at the end of a program whose `r1` points to `memory` and whose `r2` is its length.
  static long result(List<Insn> insns, byte @Nullable [] memory) {
    var maps = new MapTable(List.of(), 1, Map.of());
    var code = new Code(define(insns), maps);
    var machine = new Machine(0, code, maps, new Timers(() -> 0), VmOptions.DEFAULT);
    if (memory == null) {
      return Interpreter.run(code, machine, 0, 0);
    }
    machine.xdp().begin(XdpPacket.of(memory));
    return Interpreter.run(code, machine, machine.xdp().field(0), memory.length);
  }

  /// A packet whose bytes are 0, 1, 2, ...
  static XdpPacket packet(int length) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return XdpPacket.of(bytes);
  }

  static MapDefinition map(MapType type, int keySize, int valueSize, int maxEntries) {
    return MapDefinition.of("SEEN", type, keySize, valueSize, maxEntries);
  }

  static MapDefinition ring(int bytes) {
    return MapDefinition.ringBuffer("EVENTS", bytes);
  }
}
