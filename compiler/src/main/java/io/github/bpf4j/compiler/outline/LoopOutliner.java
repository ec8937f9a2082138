package io.github.bpf4j.compiler.outline;

import io.github.bpf4j.api.BpfLoop;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.HeldLocks;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.FunctionAddress;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import io.github.bpf4j.compiler.outline.LoopMemory.Place;
import io.github.bpf4j.object.Helper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a loop of a function a function of its own that `bpf_loop` calls for each iteration.
///
/// The memory that both share begins with the number of the way by which the loop was left, from 1 on; 0
/// says that it is still running. Then follow the parameters of the loop's head, which an iteration leaves
/// for the next, what the loop uses of the function, and what the function uses of the loop.
public final class LoopOutliner {
  private static final Position NOWHERE = Position.NONE;

  private final Function function;
  private final Dominators dominators;
  private final Block head;
  private final Set<Block> body;
  private final LoopMemory memory = new LoopMemory();
  private final Place way = memory.place(Type.I64);
  private final Map<Value, Place> carried = new LinkedHashMap<>();
  private final Map<Value, Place> used = new LinkedHashMap<>();
  private final Map<Value, Place> given = new LinkedHashMap<>();

  private LoopOutliner(Function function, Dominators dominators, Block head, Set<Block> body) {
    this.function = function;
    this.dominators = dominators;
    this.head = head;
    this.body = body;
  }

  /// Takes an innermost loop out of `function`, which is changed. One within which a spin lock is held that was taken
  /// before stays, as nothing may be called then.
  ///
  /// @param number the number that the new function will have
  /// @return the new function; null if there is no such loop
  public static @Nullable Function outline(Function function, int number) {
    var dominators = Dominators.of(function);
    var locks = HeldLocks.of(function, Set.of());
    Block head = null;
    for (var block : dominators.reversePostorder()) {
      if (isHead(block, dominators)
          && !locks.before(block).any()
          && (head == null || dominators.loopDepth(block) > dominators.loopDepth(head))) {
        head = block;
      }
    }
    return head == null
        ? null
        : new LoopOutliner(function, dominators, head, body(head, dominators)).outline(number);
  }

  /// Whether `function` has a loop.
  public static boolean hasLoop(Function function) {
    var dominators = Dominators.of(function);
    return dominators.reversePostorder().stream().anyMatch(b -> isHead(b, dominators));
  }

  private static boolean isHead(Block block, Dominators dominators) {
    return dominators.predecessors(block).stream().anyMatch(p -> dominators.dominates(block, p));
  }

  private static Set<Block> body(Block head, Dominators dominators) {
    var body = new LinkedHashSet<Block>();
    body.add(head);
    var open = new ArrayList<Block>();
    for (var predecessor : dominators.predecessors(head)) {
      if (dominators.dominates(head, predecessor)) {
        open.add(predecessor);
      }
    }
    while (!open.isEmpty()) {
      var block = open.removeLast();
      if (body.add(block)) {
        open.addAll(dominators.predecessors(block));
      }
    }
    return body;
  }

  private Function outline(int number) {
    for (var parameter : head.parameters()) {
      carried.put(parameter, memory.place(parameter.type()));
    }
    var inside = defined(body);
    for (var block : body) {
      for (var value : uses(block)) {
        if (isShared(value) && !inside.contains(value)) {
          used.computeIfAbsent(value, v -> memory.place(v.type()));
        }
      }
    }
    for (var block : function.blocks()) {
      if (!body.contains(block)) {
        for (var value : uses(block)) {
          if (inside.contains(value)) {
            given.computeIfAbsent(value, v -> memory.place(v.type()));
          }
        }
      }
    }
    var exits = new ArrayList<Exit>();
    var iteration = iteration(number, exits);
    function.blocks().removeAll(body);
    call(number, exits);
    return iteration;
  }

  private static Set<Value> defined(Set<Block> blocks) {
    var defined = new LinkedHashSet<Value>();
    for (var block : blocks) {
      defined.addAll(block.parameters());
      defined.addAll(block.instructions());
    }
    return defined;
  }

  private static List<Value> uses(Block block) {
    var uses = new ArrayList<Value>();
    block.instructions().forEach(i -> uses.addAll(i.operands()));
    uses.addAll(block.terminator().uses());
    return uses;
  }

  /// Whether a value has to be handed over: others are known everywhere, and memory that only the loop
  /// names is the loop's own.
  private boolean isShared(Value value) {
    return switch (value) {
      case Instruction _, Parameter _ -> true;
      case StackAddress address ->
          function.blocks().stream()
              .anyMatch(block -> !body.contains(block) && uses(block).contains(address));
      default -> false;
    };
  }

  /// A way out of the loop.
  ///
  /// @param edge where it leads
  /// @param arguments where the edge's arguments lie
  private record Exit(Edge edge, List<Place> arguments) {}

  /// The function that runs the body of the loop once.
  private Function iteration(int number, List<Exit> exits) {
    var entry = new Block();
    entry.parameters().add(new Parameter(Type.I32));
    var shared = new Parameter(Type.POINTER);
    entry.parameters().add(shared);
    var here = new HashMap<Value, Value>();
    used.forEach((value, place) -> here.put(value, place.load(entry, shared, NOWHERE)));
    var arguments = new ArrayList<Value>();
    carried.values().forEach(place -> arguments.add(place.load(entry, shared, NOWHERE)));
    entry.terminate(new Terminator.Jump(new Edge(head, arguments)));
    var blocks = new ArrayList<Block>();
    blocks.add(entry);
    for (var block : body) {
      blocks.add(block);
      block.instructions().forEach(i -> i.operands().replaceAll(v -> here.getOrDefault(v, v)));
      block.terminate(block.terminator().mapValues(v -> here.getOrDefault(v, v)));
    }
    for (var block : body) {
      block.terminate(
          block
              .terminator()
              .mapEdges(edge -> {
                if (edge.target() == head) {
                  return Edge.to(added(blocks, next(edge, shared)));
                }
                return body.contains(edge.target())
                    ? edge
                    : Edge.to(added(blocks, leave(block, edge, shared, exits)));
              }));
    }
    return new Function(function.name() + "Loop" + number, blocks, false);
  }

  private static Block added(List<Block> blocks, Block block) {
    blocks.add(block);
    return block;
  }

  /// Leaves the head's parameters for the next iteration.
  private Block next(Edge edge, Value shared) {
    var block = new Block();
    var places = List.copyOf(carried.values());
    for (int i = 0; i < places.size(); i++) {
      places.get(i).store(block, shared, edge.arguments().get(i), NOWHERE);
    }
    block.terminate(new Terminator.Return(Constant.of(0L), NOWHERE));
    return block;
  }

  /// Leaves the loop by `edge`.
  private Block leave(Block from, Edge edge, Value shared, List<Exit> exits) {
    var block = new Block();
    if (edge.target().cold()) {
      block.markCold();
    }
    var arguments = new ArrayList<Place>();
    for (var argument : edge.arguments()) {
      var place = memory.place(argument.type());
      place.store(block, shared, argument, NOWHERE);
      arguments.add(place);
    }
    given.forEach((value, place) -> {
      if (isAvailable(value, from)) {
        place.store(block, shared, value, NOWHERE);
      }
    });
    exits.add(new Exit(edge, arguments));
    way.store(block, shared, Constant.of((long) exits.size()), NOWHERE);
    block.terminate(new Terminator.Return(Constant.of(1L), NOWHERE));
    return block;
  }

  private boolean isAvailable(Value value, Block at) {
    for (var block : body) {
      if (block.parameters().contains(value) || block.instructions().contains(value)) {
        return dominators.dominates(block, at);
      }
    }
    return false;
  }

  /// In the function, the call in place of the loop, and the ways on from it.
  private void call(int number, List<Exit> exits) {
    var call = new Block();
    var parameters = new ArrayList<Parameter>();
    carried.keySet().forEach(p -> parameters.add(new Parameter(p.type())));
    call.parameters().addAll(parameters);
    for (var block : function.blocks()) {
      block.terminate(
          block
              .terminator()
              .mapEdges(edge -> edge.target() == head ? new Edge(call, edge.arguments()) : edge));
    }
    var shared = new StackAddress(new StackSlot(memory.size(), 8));
    memory.clear(call, shared, NOWHERE);
    var places = List.copyOf(carried.values());
    for (int i = 0; i < places.size(); i++) {
      places.get(i).store(call, shared, parameters.get(i), NOWHERE);
    }
    used.forEach((value, place) -> place.store(call, shared, value, NOWHERE));
    call.instructions()
        .add(
            Instruction.call(
                Type.I64,
                Helper.LOOP.number(),
                List.of(
                    Constant.of(BpfLoop.MAX), new FunctionAddress(number), shared, Constant.of(0L)),
                NOWHERE));
    var there = new HashMap<Value, Value>();
    given.forEach((value, place) -> there.put(value, place.load(call, shared, NOWHERE)));
    for (var block : function.blocks()) {
      block.instructions().forEach(i -> i.operands().replaceAll(v -> there.getOrDefault(v, v)));
      block.terminate(block.terminator().mapValues(v -> there.getOrDefault(v, v)));
    }
    var taken = way.load(call, shared, NOWHERE);
    function.blocks().add(call);
    leave(call, taken, shared, exits);
  }

  /// Goes on by the way that was taken; where it was none, the loop does not end, and nor would it in
  /// Java.
  private void leave(Block call, Value taken, Value shared, List<Exit> exits) {
    var narrow = Instruction.of(Op.TRUNC, Type.I32, NOWHERE, taken);
    call.instructions().add(narrow);
    var cases = new ArrayList<Terminator.Case>();
    for (int i = 0; i < exits.size(); i++) {
      var exit = exits.get(i);
      var block = new Block();
      var arguments = new ArrayList<Value>();
      exit.arguments().forEach(place -> arguments.add(place.load(block, shared, NOWHERE)));
      block.terminate(new Terminator.Jump(new Edge(exit.edge().target(), arguments)));
      function.blocks().add(block);
      cases.add(new Terminator.Case(i + 1, Edge.to(block)));
    }
    var endless = new Block();
    endless.markCold();
    var type = function.isProgram() ? Type.I32 : Type.I64;
    endless.terminate(new Terminator.Return(new Constant(type, 0), NOWHERE));
    function.blocks().add(endless);
    call.terminate(new Terminator.Switch(narrow, cases, Edge.to(endless), NOWHERE));
  }
}
