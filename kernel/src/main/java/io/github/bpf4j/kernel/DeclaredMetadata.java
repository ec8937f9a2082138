package io.github.bpf4j.kernel;

import io.github.bpf4j.api.RxMetadata;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RxAnswer;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Insns;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.Kfunc;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.ProgramDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Receive metadata that a packet of user space's declares: the kernel's functions for it ask the driver of the interface
/// that a program is bound to, and the kernel runs no such program on a packet of user space's. So where a program is
/// run on one, functions at its end take the place of the kernel's, and read a map that says what is declared for as long
/// as the run takes. A program that a tail call leads to has another map, and finds nothing.
///
/// @param object the object with that map as its last
/// @param program the program with these functions
record DeclaredMetadata(BpfObject object, ProgramDefinition program) {
  /// The words of the map for one function: its status, and up to two values.
  private static final int WORDS = 3;

  private static final int WORD = Long.BYTES;
  private static final int SIZE = WORDS * WORD * Kfunc.values().length;
  private static final byte[] ENTRY_0 = new byte[Integer.BYTES];

  /// A program that calls functions of the kernel, as it is run on packets of user space's.
  static DeclaredMetadata of(BpfObject object, ProgramDefinition program) {
    var maps = new ArrayList<>(object.maps());
    maps.add(map());
    return new DeclaredMetadata(
        new BpfObject(object.name(), object.programs(), maps, object.license()),
        new Rewriting(program, object.maps().size()).program());
  }

  private static MapDefinition map() {
    var answers = new CType.Member("answers", 0, new CType.Array(CType.S64, SIZE / WORD));
    var variables = new CType.Struct(".data.rx_metadata", SIZE, List.of(answers));
    return MapDefinition.globals(variables.name(), variables, answers(RxMetadata.NONE), false);
  }

  /// Lets runs find `metadata`.
  ///
  /// @param map the object's last
  static void fill(RawMap map, RxMetadata metadata) {
    var _ = map.update(ENTRY_0, answers(metadata), RawMap.Mode.ANY);
  }

  private static byte[] answers(RxMetadata metadata) {
    var bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
    for (var kfunc : Kfunc.values()) {
      var answer = RxAnswer.of(kfunc, metadata);
      int at = start(kfunc);
      bytes.putLong(at, answer.status());
      for (long value : answer.values()) {
        at += WORD;
        bytes.putLong(at, value);
      }
    }
    return bytes.array();
  }

  private static int start(Kfunc kfunc) {
    return kfunc.number() * WORDS * WORD;
  }

  /// Puts functions of the program's own in the place of the kernel's.
  private static final class Rewriting {
    private final ProgramDefinition program;
    private final int map;
    private final List<Insn> insns = new ArrayList<>();
    private final List<FunctionInfo> functions;
    private final Map<Kfunc, Integer> starts = new EnumMap<>(Kfunc.class);

    Rewriting(ProgramDefinition program, int map) {
      this.program = program;
      this.map = map;
      this.functions = new ArrayList<>(program.functions());
      int end = program.insns().stream().mapToInt(Insn::slots).sum();
      var added = new ArrayList<Insn>();
      for (var kfunc : KernelFunctions.calledBy(program)) {
        starts.put(kfunc, end);
        functions.add(info(kfunc, end));
        var function = function(kfunc);
        added.addAll(function);
        end += function.stream().mapToInt(Insn::slots).sum();
      }
      int slot = 0;
      for (var insn : program.insns()) {
        insns.add(
            insn instanceof Insn.CallKfunc(int number, _)
                ? new Insn.CallLocal(
                    Objects.requireNonNull(starts.get(Kfunc.of(number).orElseThrow())) - slot - 1)
                : insn);
        slot += insn.slots();
      }
      insns.addAll(added);
    }

    private static FunctionInfo info(Kfunc kfunc, int slot) {
      var parameters = new ArrayList<FunctionInfo.Parameter>();
      for (int i = 0; i <= kfunc.results().size(); i++) {
        parameters.add(new FunctionInfo.Parameter("p" + i, CType.Bare.POINTER));
      }
      return new FunctionInfo(slot, kfunc.kernelName(), CType.S64, parameters);
    }

    private List<Insn> function(Kfunc kfunc) {
      var function = new ArrayList<Insn>();
      function.add(new Insn.LoadImm64(Register.R4, Pseudo.MAP_IDX_VALUE, map, start(kfunc)));
      for (int i = 0; i < kfunc.results().size(); i++) {
        function.add(Insns.load(Size.DW, Register.R5, Register.R4, WORD * (i + 1)));
        var size = Size.ofBytes(kfunc.results().get(i).size());
        function.add(Insns.store(size, Register.of(2 + i), 0, Register.R5));
      }
      function.add(Insns.load(Size.DW, Register.R0, Register.R4, 0));
      function.add(Insns.exit());
      return function;
    }

    ProgramDefinition program() {
      return program.withCode(insns, functions);
    }
  }
}
