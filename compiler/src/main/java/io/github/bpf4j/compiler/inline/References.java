package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Holdings.State;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.object.Helper;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// Whatever a function takes it gives back, once, on every way: the kernel's verifier insists.
///
/// Follows each record that a ring buffer reserved along all ways. Where an exception leaves the function,
/// the records that are held are discarded; all else that does not come out even is an error.
final class References {
  private static final String FIX = "submit or discard it once on every way, before the ways meet";

  private final Function function;
  private final Set<Block> leaving;
  private final Consumer<Diagnostic> diagnostics;
  private final Set<Parameter> parameters = new HashSet<>();
  private final Map<Value, Instruction> origins = new HashMap<>();
  private final Map<Value, Position> givenAt = new HashMap<>();
  private final Map<Block, Holdings> before = new LinkedHashMap<>();
  private final Set<Instruction> reported = new HashSet<>();

  private References(Function function, Set<Block> leaving, Consumer<Diagnostic> diagnostics) {
    this.function = function;
    this.leaving = leaving;
    this.diagnostics = diagnostics;
  }

  /// Completes `function`.
  ///
  /// @param leaving the blocks at whose end an exception leaves the function
  /// @param diagnostics takes what is wrong
  static void settle(Function function, Set<Block> leaving, Consumer<Diagnostic> diagnostics) {
    if (function.blocks().stream()
        .flatMap(block -> block.instructions().stream())
        .anyMatch(instruction -> takes(instruction) || goesOn(instruction))) {
      new References(function, leaving, diagnostics).settle();
    }
  }

  private static boolean takes(Instruction instruction) {
    return instruction.calls(Helper.RINGBUF_RESERVE);
  }

  private static boolean givesBack(Instruction instruction) {
    return instruction.calls(Helper.RINGBUF_SUBMIT) || instruction.calls(Helper.RINGBUF_DISCARD);
  }

  /// Whether it ends the program, if there is another one to go on in.
  private static boolean goesOn(Instruction instruction) {
    return instruction.calls(Helper.TAIL_CALL);
  }

  private void settle() {
    var blocks = Dominators.of(function).reversePostorder();
    blocks.forEach(this::follow);
    spread();
    for (var block : blocks) {
      if (!before.containsKey(block)) {
        // Only exceptions lead there.
        continue;
      }
      var holdings = holdings(block);
      for (var instruction : block.instructions()) {
        check(instruction, holdings);
        step(instruction, holdings);
      }
      if (leaving.contains(block)) {
        giveBack(block, holdings);
      } else if (block.terminator() instanceof Terminator.Return) {
        checkEnd(block, holdings);
      } else {
        block.terminator().edges().forEach(edge -> checkEdge(edge, holdings));
      }
    }
  }

  /// Finds out which parameters may be things, and where each comes from.
  private void follow(Block block) {
    for (var instruction : block.instructions()) {
      if (takes(instruction)) {
        followed(instruction, instruction);
      }
    }
  }

  private void followed(Value thing, Instruction origin) {
    if (origins.putIfAbsent(thing, origin) != null) {
      return;
    }
    for (var block : function.blocks()) {
      for (var edge : block.terminator().edges()) {
        for (int i = 0; i < edge.arguments().size(); i++) {
          if (edge.arguments().get(i).equals(thing)) {
            var parameter = edge.target().parameters().get(i);
            parameters.add(parameter);
            followed(parameter, origin);
          }
        }
      }
    }
  }

  private void spread() {
    before.put(function.entry(), new Holdings());
    var open = new ArrayDeque<Block>(List.of(function.entry()));
    while (!open.isEmpty()) {
      var block = open.poll();
      if (leaving.contains(block)) {
        continue;
      }
      var holdings = after(block);
      for (var edge : block.terminator().edges()) {
        var there = along(block.terminator(), edge, holdings).across(edge, parameters);
        var known = before.putIfAbsent(edge.target(), there);
        if (known == null || known.add(there)) {
          open.add(edge.target());
        }
      }
    }
  }

  private Holdings holdings(Block block) {
    return Objects.requireNonNull(before.get(block)).copy();
  }

  private Holdings after(Block block) {
    var holdings = holdings(block);
    block.instructions().forEach(instruction -> step(instruction, holdings));
    return holdings;
  }

  private void step(Instruction instruction, Holdings holdings) {
    if (takes(instruction)) {
      holdings.put(instruction, EnumSet.of(State.NULL, State.HELD));
    } else if (givesBack(instruction) && origins.containsKey(instruction.operand(0))) {
      holdings.put(instruction.operand(0), EnumSet.of(State.GIVEN));
      givenAt.put(instruction.operand(0), instruction.position());
    }
  }

  /// What is known on one way of a test for null.
  private static Holdings along(Terminator terminator, Edge edge, Holdings holdings) {
    if (terminator instanceof Terminator.Branch branch
        && branch.right().equals(Value.NULL)
        && holdings.things().contains(branch.left())
        && !branch.then().equals(branch.otherwise())) {
      boolean isNull = (branch.condition() == Condition.EQ) == edge.equals(branch.then());
      return holdings.where(branch.left(), isNull);
    }
    return holdings;
  }

  private void check(Instruction instruction, Holdings holdings) {
    if (takes(instruction)) {
      if (holdings.maybe(instruction, State.HELD)) {
        unreleased(instruction, "is still held when the next is reserved");
      }
    } else if (givesBack(instruction)) {
      var thing = instruction.operand(0);
      if (holdings.maybe(thing, State.GIVEN)) {
        givenAlready(thing, instruction.position(), "is submitted or discarded");
      } else if (holdings.maybe(thing, State.ABSENT)) {
        report(
            instruction.position(),
            "what is submitted or discarded here is not on every way a record that was reserved",
            "pass what reserve() of this ring buffer gave");
      }
    } else if (goesOn(instruction)) {
      checkTailCall(instruction, holdings);
    } else if (instruction.op() != Op.OFFSET) {
      for (var operand : instruction.operands()) {
        var thing = pointsTo(operand);
        if (holdings.maybe(thing, State.GIVEN)) {
          givenAlready(thing, instruction.position(), "is used");
        }
      }
    }
  }

  private void checkTailCall(Instruction call, Holdings holdings) {
    if (!function.isProgram()) {
      diagnostics.accept(
          Diagnostic.at(
              call.position(),
              Problem.CALL,
              "a tail call here would end only %s".formatted(function.name()),
              "make it in the program itself, or in a method that is inlined"));
    }
    for (var thing : holdings.things()) {
      if (holdings.maybe(thing, State.HELD)) {
        unreleased(
            thing,
            "is still held where line %d goes on in another program"
                .formatted(call.position().line()));
      }
    }
  }

  /// The start of what a pointer leads into.
  private static Value pointsTo(Value pointer) {
    return pointer instanceof Instruction i && i.op() == Op.OFFSET
        ? pointsTo(i.operand(0))
        : pointer;
  }

  private void givenAlready(Value thing, Position at, String what) {
    if (!reported.add(Objects.requireNonNull(origins.get(thing)))) {
      return;
    }
    report(
        at,
        "the record that %s here may have been submitted or discarded in line %d"
            .formatted(what, givenAt.getOrDefault(thing, Position.NONE).line()),
        "do all with it that is to be done before that");
  }

  private void checkEnd(Block block, Holdings holdings) {
    for (var thing : holdings.things()) {
      if (holdings.maybe(thing, State.HELD)) {
        unreleased(
            thing, "is not given back on the way by line %d".formatted(heldAt(block, thing)));
      }
    }
  }

  /// The last line before `end` from which one comes with the thing in hand.
  private int heldAt(Block end, Value thing) {
    var seen = new HashSet<Block>();
    var block = end;
    var wanted = thing;
    while (seen.add(block)) {
      int line = line(block);
      if (after(block).of(wanted).equals(EnumSet.of(State.HELD)) && line > 0) {
        return line;
      }
      var target = block;
      var held = wanted;
      for (var from : before.keySet()) {
        for (var edge : from.terminator().edges()) {
          if (edge.target() == target && !leaving.contains(from)) {
            int index = target.parameters().indexOf(held);
            var argument = index < 0 ? held : edge.arguments().get(index);
            if (along(from.terminator(), edge, after(from)).maybe(argument, State.HELD)) {
              block = from;
              wanted = argument;
            }
          }
        }
      }
    }
    return line(end);
  }

  private static int line(Block block) {
    return switch (block.terminator()) {
      case Terminator.Branch branch -> branch.position().line();
      case Terminator.Switch choice -> choice.position().line();
      case Terminator.Gate gate -> gate.position().line();
      case Terminator.Return end -> end.position().line();
      case Terminator.Jump _ ->
          block.instructions().isEmpty() ? 0 : block.instructions().getLast().position().line();
    };
  }

  /// A thing that a parameter stood for is lost when the parameter takes on another value.
  private void checkEdge(Edge edge, Holdings holdings) {
    for (var parameter : edge.target().parameters()) {
      if (parameters.contains(parameter)
          && holdings.maybe(parameter, State.HELD)
          && !edge.arguments().contains(parameter)) {
        unreleased(parameter, "is still held when the next is reserved");
      }
    }
  }

  private void unreleased(Value thing, String where) {
    var origin = Objects.requireNonNull(origins.get(thing));
    if (reported.add(origin)) {
      report(origin.position(), "the record that is reserved here " + where, FIX);
    }
  }

  private void report(Position at, String message, String fix) {
    diagnostics.accept(Diagnostic.at(at, Problem.REFERENCE, message, fix));
  }

  /// Gives back what is held where an exception leaves the function.
  private void giveBack(Block block, Holdings holdings) {
    var end = block.terminator();
    var current = block;
    for (var thing : holdings.things()) {
      var states = holdings.of(thing);
      if (!states.contains(State.HELD)) {
        continue;
      }
      if (states.contains(State.ABSENT) || states.contains(State.GIVEN)) {
        unreleased(thing, "is held on some ways only where an exception may end the program");
        continue;
      }
      var origin = Objects.requireNonNull(origins.get(thing));
      var holder = current;
      if (states.contains(State.NULL)) {
        holder = cold();
        var next = cold();
        current.terminate(
            new Terminator.Branch(
                Condition.NE,
                thing,
                Value.NULL,
                Edge.to(holder),
                Edge.to(next),
                origin.position()));
        holder.terminate(new Terminator.Jump(Edge.to(next)));
        current = next;
      }
      holder
          .instructions()
          .add(
              Instruction.call(
                  Type.I64,
                  Helper.RINGBUF_DISCARD.number(),
                  List.of(thing, Constant.of(0L)),
                  origin.position()));
    }
    current.terminate(end);
  }

  private Block cold() {
    var block = new Block();
    block.markCold();
    function.blocks().add(block);
    return block;
  }
}
