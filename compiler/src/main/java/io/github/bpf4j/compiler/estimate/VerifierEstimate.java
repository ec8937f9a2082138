package io.github.bpf4j.compiler.estimate;

import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.ControlFlow;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.ProgramDefinition;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How many instructions the kernel's verifier will go through.
///
/// @param instructions how many, each counted as often as a way leads to it on which something new is known; at most
///     [#LIMIT]
/// @param shares how many of them each Java line has, the one with the most first
public record VerifierEstimate(int instructions, List<Share> shares) {
  /// Where the verifier gives up (`BPF_COMPLEXITY_LIMIT_INSNS` in `include/linux/bpf.h`).
  public static final int LIMIT = 1_000_000;

  /// What a Java line has of an estimate.
  public record Share(LineInfo line, int instructions) {}

  /// Copies the list.
  public VerifierEstimate {
    shares = List.copyOf(shares);
  }

  /// The estimate for `program`, whose log gates, where it has any, are counted as jumps.
  public static VerifierEstimate of(ProgramDefinition program) {
    var walk = new Walk(ControlFlow.of(program.insns()), LIMIT);
    return new VerifierEstimate(walk.run(), shares(program, walk.visits));
  }

  private static List<Share> shares(ProgramDefinition program, int[] visits) {
    var starts = new TreeMap<Integer, LineInfo>();
    program.lines().forEach(line -> starts.put(line.slot(), line));
    var shares = new LinkedHashMap<String, Share>();
    int slot = 0;
    for (int i = 0; i < visits.length; i++) {
      var entry = starts.floorEntry(slot);
      if (entry != null && entry.getValue().line() > 0) {
        var line = entry.getValue();
        shares.merge(
            line.file() + ':' + line.line(),
            new Share(line, visits[i]),
            (a, b) -> new Share(a.line(), a.instructions() + b.instructions()));
      }
      slot += program.insns().get(i).slots();
    }
    return shares.values().stream()
        .sorted(Comparator.comparingInt(Share::instructions).reversed())
        .toList();
  }

  /// Whether the estimate for a program of `insns` is `limit` or more; counts no further.
  public static boolean reaches(int limit, List<Insn> insns) {
    return new Walk(ControlFlow.of(insns), limit).run() >= limit;
  }

  /// Whether the verifier would give up.
  public boolean isTooMuch() {
    return instructions >= LIMIT;
  }

  /// A caller that waits.
  ///
  /// @param index where it goes on
  private record Frame(@Nullable Frame caller, int index, Range[] places) {
    /// Whether the calls that lead here are the same.
    static boolean same(@Nullable Frame a, @Nullable Frame b) {
      return a == null || b == null
          ? a == null && b == null
          : a.index == b.index && same(a.caller, b.caller);
    }
  }

  /// What is known at an instruction.
  private record State(int index, Range[] places, @Nullable Frame caller) {
    /// Whether nothing new can be found from here on, after `earlier` was followed.
    boolean isKnown(State earlier, BitSet compared) {
      return Frame.same(caller, earlier.caller)
          && compared.stream().allMatch(place -> earlier.places[place].contains(places[place]));
    }
  }

  private static final class Walk {
    /// How many states are kept for an instruction.
    private static final int KEPT = 64;

    private final ControlFlow flow;
    private final Places numbering;
    private final Map<Integer, Deque<State>> seen = new HashMap<>();
    private final Deque<State> ways = new ArrayDeque<>();
    private final BitSet joins = new BitSet();
    private final int limit;
    private final int[] visits;
    private int count;

    Walk(ControlFlow flow, int limit) {
      this.flow = flow;
      this.limit = limit;
      this.numbering = new Places(flow);
      this.visits = new int[flow.program().size()];
      for (int i = 0; i < flow.program().size(); i++) {
        flow.target(i).ifPresent(joins::set);
      }
    }

    int run() {
      follow(0);
      for (int i = 0; i < flow.program().size(); i++) {
        if (flow.program().get(i) instanceof Insn.LoadImm64 load && load.pseudo() == Pseudo.FUNC) {
          follow(flow.target(i).orElseThrow());
        }
      }
      return Math.min(count, limit);
    }

    private void follow(int start) {
      ways.push(new State(start, unknown(), null));
      while (!ways.isEmpty() && count < limit) {
        State next = ways.pop();
        while (next != null && count < limit) {
          next = isNew(next) ? step(next) : null;
        }
      }
    }

    private Range[] unknown() {
      var places = new Range[numbering.count()];
      Arrays.fill(places, Range.ANY);
      return places;
    }

    private boolean isNew(State state) {
      if (!joins.get(state.index)) {
        return true;
      }
      var earlier = seen.computeIfAbsent(state.index, _ -> new ArrayDeque<>());
      var compared = numbering.compared(state.index);
      if (earlier.stream().anyMatch(e -> state.isKnown(e, compared))) {
        return false;
      }
      earlier.addFirst(new State(state.index, state.places.clone(), state.caller));
      if (earlier.size() > KEPT) {
        earlier.removeLast();
      }
      return true;
    }

    /// Goes through one instruction.
    ///
    /// @return where it goes on; null at the end of the way
    private @Nullable State step(State state) {
      count++;
      visits[state.index]++;
      var places = state.places;
      int next = state.index + 1;
      switch (flow.program().get(state.index)) {
        case Insn.Alu(var width, var op, var dst, var src) ->
            set(places, dst, get(places, dst).apply(width, op, get(places, src)));
        case Insn.MovSx move -> set(places, move.dst(), Range.ANY);
        case Insn.Neg(_, var dst) -> set(places, dst, Range.ANY);
        case Insn.Endian endian -> set(places, endian.dst(), Range.ANY);
        case Insn.LoadImm64 load ->
            set(
                places,
                load.dst(),
                load.pseudo() == Pseudo.NONE ? Range.of(load.value()) : Range.ANY);
        case Insn.Load load -> set(places, load.dst(), loaded(places, load));
        case Insn.Store(_, var base, short offset, var src) when base == Register.FP ->
            places[numbering.slot(offset)] = get(places, src);
        case Insn.StoreImm(_, var base, short offset, int imm) when base == Register.FP ->
            places[numbering.slot(offset)] = Range.of(imm);
        case Insn.Atomic atomic when atomic.fetch() -> set(places, atomic.src(), Range.ANY);
        case Insn.Call _, Insn.CallKfunc _ -> forget(places);
        case Insn.CallLocal _ -> {
          var inner = unknown();
          System.arraycopy(places, 1, inner, 1, Register.R5.number());
          return new State(target(state), inner, new Frame(state.caller, next, places));
        }
        case Insn.Exit _ -> {
          var caller = state.caller;
          if (caller == null) {
            return null;
          }
          var outer = caller.places.clone();
          forget(outer);
          outer[0] = places[0];
          return new State(caller.index, outer, caller.caller);
        }
        case Insn.Jump _ -> next = target(state);
        case Insn.MayGoto _ -> ways.push(new State(target(state), places.clone(), state.caller));
        case Insn.JumpIf jump -> {
          return branch(state, jump);
        }
        default -> {}
      }
      return new State(next, places, state.caller);
    }

    private @Nullable State branch(State state, Insn.JumpIf jump) {
      var taken = refined(state, jump, target(state), true);
      var otherwise = refined(state, jump, state.index + 1, false);
      if (taken != null && otherwise != null) {
        ways.push(taken);
        return otherwise;
      }
      return taken != null ? taken : otherwise;
    }

    /// What is known where the condition holds or does not; null where that cannot be.
    private @Nullable State refined(State state, Insn.JumpIf jump, int index, boolean holds) {
      var places = state.places.clone();
      if (jump.condition() != Condition.SET) {
        var condition = holds ? jump.condition() : jump.condition().negate();
        var a = get(places, jump.dst());
        var b = get(places, jump.src());
        var left = a.where(jump.width(), condition, b);
        var right = b.where(jump.width(), condition.swap(), a);
        if (left == null || right == null) {
          return null;
        }
        set(places, jump.dst(), left);
        if (jump.src() instanceof Operand.Reg(var register)) {
          set(places, register, right);
        }
      }
      return new State(index, places, state.caller);
    }

    private int target(State state) {
      return flow.target(state.index).orElseThrow();
    }

    private Range loaded(Range[] places, Insn.Load load) {
      if (load.base() == Register.FP) {
        return places[numbering.slot(load.offset())];
      }
      return load.signExtend() || load.size() == Size.DW
          ? Range.ANY
          : new Range(0, (1L << load.size().bytes() * Byte.SIZE) - 1);
    }

    private static void forget(Range[] places) {
      Arrays.fill(places, 0, Register.R5.number() + 1, Range.ANY);
    }

    private static Range get(Range[] places, Register register) {
      return places[register.number()];
    }

    private static Range get(Range[] places, Operand operand) {
      return switch (operand) {
        case Operand.Reg(var register) -> get(places, register);
        case Operand.Imm(int value) -> Range.of(value);
      };
    }

    private static void set(Range[] places, Register register, Range range) {
      places[register.number()] = range;
    }
  }
}
