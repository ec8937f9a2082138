package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.read.CodeFlow.CodeBlock;
import io.github.bpf4j.compiler.read.CodeFlow.Loop;
import io.github.bpf4j.compiler.read.MethodCode;
import java.lang.classfile.instruction.ReturnInstruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Translates the blocks of a method in order, and its loops in one of two ways: as often as they run,
/// where a counter known while compiling ends them soon; else as a loop.
///
/// An unrolled loop costs the kernel's verifier nothing that the loop would not: it follows every
/// iteration anyway. And where the counter is known, so is what it indexes.
final class Loops {
  /// Iterations of any size that are written out.
  private static final int FEW = 8;

  /// Iterations of a small loop that are written out.
  private static final int MANY = 64;

  /// Instructions and blocks, before they are optimised, that few and that many iterations may make.
  private static final int FEW_GROWTH = 2_000;

  private static final int MANY_GROWTH = 400;

  private static final Terminator UNREACHABLE =
      new Terminator.Return(Constant.of(0), Position.NONE);

  private final Translator translator;

  Loops(Translator translator) {
    this.translator = translator;
  }

  /// Translates all blocks of `method` that ways lead to.
  void translate(Activation method) {
    var all = new BitSet();
    all.set(0, method.code().flow().blocks().size());
    translate(method, all);
  }

  private void translate(Activation method, BitSet positions) {
    for (int p = positions.nextSetBit(0); p >= 0; p = positions.nextSetBit(p + 1)) {
      if (method.arrivals(p).isEmpty()) {
        continue;
      }
      var block = method.code().flow().blocks().get(p);
      Loop loop = block.loop();
      method.index(block.start());
      if (loop == null && isReturn(method.code(), block)) {
        for (Way way : method.takeArrivals(p)) {
          method.arrive(block.start(), way);
          translator.block(method, p, null);
        }
      } else if (loop == null) {
        translator.block(method, p, null);
      } else if (PatternSwitches.isAsked(method.code(), block)) {
        askAgain(method, p, loop);
      } else if (!unroll(method, p, loop)) {
        translator.block(method, p, loop);
        translate(method, without(loop.blocks(), p));
        method.merged(p, null);
      }
    }
  }

  /// Whether `block` only returns: ways that meet for no more than that need not meet.
  private static boolean isReturn(MethodCode code, CodeBlock block) {
    return code.instructions().get(block.start()) instanceof ReturnInstruction;
  }

  /// Writes the loop out, once for each time that it runs, if it is known to end soon.
  private boolean unroll(Activation method, int head, Loop loop) {
    String site = method.site();
    var known = known(method.arrivals(head));
    if (known.isEmpty() || translator.decisions().staysLoop(site)) {
      return false;
    }
    int before = translator.ir().size();
    for (int times = 0; !method.arrivals(head).isEmpty(); times++) {
      int growth = translator.ir().size() - before;
      if (times > MANY
          || growth > (times > FEW ? MANY_GROWTH : FEW_GROWTH)
          || times == 1 && !counts(known, known(method.arrivals(head)))) {
        throw translator.decisions().stayLoop(site);
      }
      translator.block(method, head, null);
      translate(method, without(loop.blocks(), head));
    }
    return true;
  }

  /// Writes out the loop in which javac asks a switch over patterns again, after a guard that did not
  /// hold, from a later label on: by label, as later ones are asked more often.
  private void askAgain(Activation method, int head, Loop loop) {
    int slot = PatternSwitches.firstLabel(method.code(), blockAt(method, head));
    long last = -1;
    while (!method.arrivals(head).isEmpty()) {
      var byLabel = new TreeMap<Long, List<Way>>();
      for (Way way : method.takeArrivals(head)) {
        long label = way.state().local(slot) instanceof Scalar(Constant c) ? c.value() : 0;
        byLabel.computeIfAbsent(label, _ -> new ArrayList<>()).add(way);
      }
      int start = blockAt(method, head).start();
      var next = byLabel.pollFirstEntry();
      if (next.getKey() <= last) {
        // After an error that was reported, every way is taken, back to what was asked already,
        // too.
        next.getValue().forEach(way -> way.edge().terminate(UNREACHABLE));
        byLabel.values().forEach(ways -> ways.forEach(way -> method.arrive(start, way)));
        continue;
      }
      last = next.getKey();
      next.getValue().forEach(way -> method.arrive(start, way));
      var later = byLabel.values().stream().flatMap(List::stream).toList();
      translator.block(method, head, null);
      translate(method, without(loop.blocks(), head));
      later.forEach(way -> method.arrive(start, way));
    }
  }

  private static CodeBlock blockAt(Activation method, int head) {
    return method.code().flow().blocks().get(head);
  }

  /// Whether there is a number that one iteration has changed to another known number.
  private static boolean counts(Map<Object, Long> before, Map<Object, Long> after) {
    return after.entrySet().stream()
        .anyMatch(
            e -> before.containsKey(e.getKey()) && !e.getValue().equals(before.get(e.getKey())));
  }

  /// The local variables and fields that hold the same known number on all ways.
  private static Map<Object, Long> known(List<Way> ways) {
    var known = known(ways.getFirst().state());
    for (Way way : ways) {
      known.entrySet().retainAll(known(way.state()).entrySet());
    }
    return known;
  }

  private record Field(Operand object, String name) {}

  private static Map<Object, Long> known(State state) {
    var known = new HashMap<Object, Long>();
    for (int slot = 0; slot < state.localCount(); slot++) {
      if (state.local(slot) instanceof Scalar(Constant constant)) {
        known.put(slot, constant.value());
      }
    }
    state
        .heap()
        .forEach((object, fields) ->
            fields.forEach((name, value) -> {
              if (value instanceof Scalar(Constant constant)) {
                known.put(new Field(object, name), constant.value());
              }
            }));
    return known;
  }

  private static BitSet without(BitSet set, int element) {
    var rest = (BitSet) set.clone();
    rest.clear(element);
    return rest;
  }
}
