package io.github.bpf4j.kernel;

import static io.github.bpf4j.isa.Insns.add64;
import static io.github.bpf4j.isa.Insns.alu64;
import static io.github.bpf4j.isa.Insns.call;
import static io.github.bpf4j.isa.Insns.exit;
import static io.github.bpf4j.isa.Insns.jumpIf;
import static io.github.bpf4j.isa.Insns.mov64;
import static io.github.bpf4j.isa.Insns.store;
import static io.github.bpf4j.isa.Register.R0;
import static io.github.bpf4j.isa.Register.R1;
import static io.github.bpf4j.isa.Register.R2;
import static io.github.bpf4j.isa.Register.R3;
import static io.github.bpf4j.isa.Register.R7;

import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Insns;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.util.ArrayList;
import java.util.List;

/// Programs assembled by hand.
final class Programs {
  static final int ABORTED = 0;
  static final int DROP = 1;
  static final int PASS = 2;
  static final int TX = 3;

  // offsets in struct xdp_md
  static final int DATA = 0;
  static final int DATA_END = 4;
  static final int INGRESS_IFINDEX = 12;
  static final int RX_QUEUE_INDEX = 16;

  private static final int RINGBUF_RESERVE = 131;
  private static final int RINGBUF_SUBMIT = 132;

  private Programs() {}

  /// Gives one verdict for every packet.
  static List<Insn> always(int verdict) {
    return List.of(mov64(R0, verdict), exit());
  }

  /// Gives the number of the packet's bytes as its verdict.
  static List<Insn> length() {
    return List.of(
        Insns.load(Size.W, R2, R1, DATA),
        Insns.load(Size.W, R0, R1, DATA_END),
        alu64(AluOp.SUB, R0, R2),
        exit());
  }

  /// Gives a word of the context as its verdict.
  static List<Insn> contextWord(int offset) {
    return List.of(Insns.load(Size.W, R0, R1, offset), exit());
  }

  /// Reads the packet's first byte without a check.
  static List<Insn> unchecked() {
    return List.of(Insns.load(Size.W, R2, R1, DATA), Insns.load(Size.B, R0, R2, 0), exit());
  }

  /// Adds 1 to the packet's first byte, and passes; drops an empty packet.
  static List<Insn> incrementFirstByte() {
    return List.of(
        Insns.load(Size.W, R2, R1, DATA),
        Insns.load(Size.W, R3, R1, DATA_END),
        mov64(R0, DROP),
        mov64(R1, R2),
        add64(R1, 1),
        jumpIf(Condition.GT, R1, R3, 4),
        Insns.load(Size.B, R1, R2, 0),
        add64(R1, 1),
        store(Size.B, R2, 0, R1),
        mov64(R0, PASS),
        exit());
  }

  /// Counts packets in the `u64` at `offset` of the only element of array map `map`; passes.
  static List<Insn> count(int map, int offset) {
    return List.of(
        mov64(R1, 1),
        new Insn.LoadImm64(R2, Pseudo.MAP_IDX_VALUE, map, offset),
        Insns.atomic(Size.DW, AtomicOp.ADD, R2, 0, R1),
        mov64(R0, PASS),
        exit());
  }

  /// Writes the packet's length to ring buffer `ring` as a `u64`, and counts the records that did not
  /// fit in the `u64` at the beginning of array map `lost`; passes.
  static List<Insn> report(int ring, int lost) {
    return List.of(
        Insns.load(Size.W, R2, R1, DATA),
        Insns.load(Size.W, R7, R1, DATA_END),
        alu64(AluOp.SUB, R7, R2),
        new Insn.LoadImm64(R1, Pseudo.MAP_IDX, ring, 0),
        mov64(R2, 8),
        mov64(R3, 0),
        call(RINGBUF_RESERVE),
        jumpIf(Condition.NE, R0, 0, 6),
        mov64(R1, 1),
        new Insn.LoadImm64(R2, Pseudo.MAP_IDX_VALUE, lost, 0),
        Insns.atomic(Size.DW, AtomicOp.ADD, R2, 0, R1),
        mov64(R0, PASS),
        exit(),
        store(Size.DW, R0, 0, R7),
        mov64(R1, R0),
        mov64(R2, 0),
        call(RINGBUF_SUBMIT),
        mov64(R0, PASS),
        exit());
  }

  /// Text that makes `r0` the address of what the map at index `map` holds: of its map under `outerKey` the value under
  /// `innerKey`. Goes to the label `none` if there is no such map or value.
  static String innerLookup(int map, int outerKey, int innerKey) {
    return """
    *(u32 *)(r10 - 4) = %d
    r1 = map[idx:%d]
    r2 = r10
    r2 += -4
    call 1
    if r0 == 0 goto none
    *(u32 *)(r10 - 4) = %d
    r1 = r0
    r2 = r10
    r2 += -4
    call 1
    if r0 == 0 goto none
    """
        .formatted(outerKey, map, innerKey);
  }

  static MapDefinition array(String name, int valueSize, int entries) {
    return MapDefinition.of(name, MapType.ARRAY, 4, valueSize, entries);
  }

  static MapDefinition ring(String name, int bytes) {
    return MapDefinition.ringBuffer(name, bytes);
  }

  /// A program without maps, with a line of source for each slot from line 10 on.
  static BpfObject object(String name, List<Insn> insns, MapDefinition... maps) {
    var lines = new ArrayList<LineInfo>();
    int slot = 0;
    for (int i = 0; i < insns.size(); i++) {
      lines.add(new LineInfo(slot, "Test.java", 10 + i, "line " + (10 + i) + ";"));
      slot += insns.get(i).slots();
    }
    var program =
        new ProgramDefinition(
            name,
            ProgramType.XDP,
            insns,
            List.of(new FunctionInfo(0, name)),
            lines,
            List.of(),
            List.of(),
            List.of(),
            -1,
            -1);
    return new BpfObject("Test", List.of(program), List.of(maps), "GPL");
  }

  /// Loads such a program.
  static KernelObject load(String name, List<Insn> insns, MapDefinition... maps) {
    var object = object(name, insns, maps);
    return KernelObject.load(object, object.programs().getFirst());
  }
}
