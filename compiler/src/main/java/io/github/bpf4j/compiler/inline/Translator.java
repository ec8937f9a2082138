package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.Diagnostic.Note;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.optimize.Folding;
import io.github.bpf4j.compiler.read.ClassFiles;
import io.github.bpf4j.compiler.read.CodeFlow.CodeBlock;
import io.github.bpf4j.compiler.read.CodeFlow.Loop;
import io.github.bpf4j.compiler.read.MethodCode;
import io.github.bpf4j.compiler.substitute.BuiltIns;
import io.github.bpf4j.isa.Condition;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Translates the bytecode of a method, and of the methods that it calls, in place, into one graph of
/// blocks. It runs the bytecode as the JVM would, but on [Operand]s: what is known while compiling is
/// computed, objects are taken apart into their fields, and only the rest becomes instructions.
///
/// This class holds the control flow: methods, blocks, branches. [Exceptions] knows where a throw leads;
/// [Bytecodes] holds the single instructions, [Calls] what a call becomes, [Fields] and [Memory] where
/// values lie.
final class Translator {
  private final Unit unit;
  private final IrWriter ir = new IrWriter(this::packetMoves);
  private final Exceptions exceptions;
  private final Fields fields = new Fields(this);
  private final StaticFields staticFields = new StaticFields(this);
  private final Nulls nulls = new Nulls(this);
  private final Memory memory = new Memory(this);
  private final Bytecodes bytecodes = new Bytecodes(this);
  private final Loops loops = new Loops(this);
  private final Partings partings = new Partings(this);
  private final Map<Value, Set<Long>> possible = new IdentityHashMap<>();
  private final Map<Value, ClassTest> classTests = new IdentityHashMap<>();
  private final Map<Instance, Map<String, Operand>> arguments = new LinkedHashMap<>();
  private @Nullable Activation activation;
  private boolean movesPacket;

  /// A translator of one function.
  ///
  /// @param leaving how exceptions leave it
  Translator(Unit unit, Function<Translator, Leaving> leaving) {
    this.unit = unit;
    this.exceptions = new Exceptions(this, leaving.apply(this));
  }

  /// The objects that the function is called with, and their fields.
  Map<Instance, Map<String, Operand>> arguments() {
    return arguments;
  }

  /// Begins a function that another one, at the place `where`, has called back.
  void begin(Activation where) {
    activation = Activation.around(where, State.entering(0, arguments, firstEpoch()));
  }

  Arrays arrays() {
    return bytecodes.arrays();
  }

  /// What a call becomes in this function.
  Calls calls() {
    return bytecodes.calls();
  }

  Unit unit() {
    return unit;
  }

  IrWriter ir() {
    return ir;
  }

  ClassFiles files() {
    return unit.files();
  }

  ObjectParts parts() {
    return unit.parts();
  }

  Decisions decisions() {
    return unit.decisions();
  }

  Fields fields() {
    return fields;
  }

  StaticFields staticFields() {
    return staticFields;
  }

  Nulls nulls() {
    return nulls;
  }

  Memory memory() {
    return memory;
  }

  Activation activation() {
    if (activation == null) {
      throw new IllegalStateException("no method is being translated");
    }
    return activation;
  }

  State state() {
    return activation().state();
  }

  /// Translates `code` called with `arguments` (the receiver first), and goes on behind it.
  ///
  /// @return the result, or [Operand#UNKNOWN] where there is none
  /// @throws PathEnds if it never returns
  Operand call(MethodCode code, List<Operand> arguments) {
    var caller = activation;
    var heap = caller == null ? this.arguments : caller.state().heap();
    var epoch = caller == null ? firstEpoch() : caller.state().epoch();
    var callee = new Activation(code, caller, State.entering(code.maxLocals(), heap, epoch));
    int slot = 0;
    int receivers = code.isStatic() ? 0 : 1;
    for (int i = 0; i < arguments.size(); i++) {
      callee.state().setLocal(slot, arguments.get(i));
      slot +=
          i < receivers ? 1 : TypeKind.from(code.type().parameterType(i - receivers)).slotSize();
    }
    activation = callee;
    try {
      callee.arrive(0, new Way(ir.current(), callee.state().copy()));
      loops.translate(callee);
    } finally {
      activation = caller;
    }
    if (callee.returns().isEmpty()) {
      throw new PathEnds();
    }
    State end = join(callee.returns(), new BitSet(), null, caller).state();
    if (caller != null) {
      caller.state(caller.state().withHeapOf(end));
      ir.position(position());
    }
    if (end.stack().isEmpty()) {
      return Operand.UNKNOWN;
    }
    if (caller != null) {
      note(end.stack().getLast(), callee.returns(), true);
    }
    return end.stack().getLast();
  }

  /// Notes that `call`, the last instruction, may move the packet.
  void packetMoves(Instruction call) {
    movesPacket = true;
    state().epoch(state().epoch().after(call, ir.current()));
  }

  /// Whether anything so far may move the packet.
  boolean movesPacket() {
    return movesPacket;
  }

  private Epoch firstEpoch() {
    return Epoch.first(ir.blocks().getFirst());
  }

  /// How often a method of this very code is being translated, one within the other.
  int depth(MethodCode code) {
    int depth = 0;
    for (Activation a = activation; a != null; a = a.caller()) {
      if (a.code() == code) {
        depth++;
      }
    }
    return depth;
  }

  /// Translates the block at `position` of the flow of `method`, to which there are ways.
  ///
  /// @param loop the loop that begins there; null where its ways back do not come to this translation
  void block(Activation method, int position, @Nullable Loop loop) {
    CodeBlock block = method.code().flow().blocks().get(position);
    method.index(block.start());
    ir.position(position());
    var joined = join(method.takeArrivals(position), block.live(), loop, method.caller());
    if (joined.merge() != null && loop != null) {
      method.merged(position, joined.merge());
      method.state(joined.state().copy());
    } else {
      method.state(joined.state());
    }
    try {
      for (int i = block.start(); i < block.end(); i++) {
        method.index(i);
        ir.position(position());
        bytecodes.translate(method.code().instructions().get(i));
      }
      jump(block.end());
    } catch (PathEnds _) {
      // The next block has ways of its own.
    }
  }

  private record Joined(State state, @Nullable Merge merge) {}

  /// Lets instructions go to a new block to which all `ways` lead.
  private Joined join(
      List<Way> ways, BitSet live, @Nullable Loop loop, @Nullable Activation outer) {
    var target = ir.newBlock();
    ir.at(target);
    if (ways.size() == 1 && loop == null) {
      var way = ways.getFirst();
      way.edge().terminate(new Terminator.Jump(Edge.to(target)));
      return new Joined(way.state(), null);
    }
    var merge = Merge.of(this, target, ways, live, loop, outer);
    return new Joined(merge.state(), merge);
  }

  /// Brings several ways of the current method together, each with one more operand on its stack, and
  /// goes on behind them.
  Operand joinHere(List<Way> ways) {
    // Within a block, every local variable counts as alive.
    var live = new BitSet();
    live.set(0, activation().code().maxLocals());
    activation().state(join(ways, live, null, activation().caller()).state());
    Operand result = state().pop();
    note(result, ways, false);
    return result;
  }

  /// Remembers what `result`, which `ways` to here bring on top of their stacks, can be.
  private void note(Operand result, List<Way> ways, boolean returned) {
    var numbers = Partings.numbers(ways);
    if (result instanceof Scalar(Value.Parameter parameter) && numbers != null) {
      possible.put(parameter, numbers);
      partings.note(parameter, ways, returned);
    }
  }

  /// Where a number that is known on each way to here decides, see [Partings].
  Partings partings() {
    return partings;
  }

  /// Whether `choice` is a `type`: 1 or 0 in some value.
  record ClassTest(Choice choice, Class<?> type) {}

  /// The tests that values are the results of.
  Map<Value, ClassTest> classTests() {
    return classTests;
  }

  /// The few numbers that `value` can be; null where they are not known.
  @Nullable Set<Long> possible(Value value) {
    return possible.get(value);
  }

  /// Ends the path with a jump to the instruction at `index` of the current method.
  void jump(int index) {
    activation().arrive(index, new Way(ir.current(), state()));
    throw new PathEnds();
  }

  /// Ends the path with the result on the stack, if there is one.
  void returnFrom() {
    var stack = state().stack();
    if (!stack.isEmpty() && stack.getLast() instanceof Scalar(Value value)) {
      state().pop();
      var ways = partings.part(value, true);
      if (ways != null) {
        activation().returns().addAll(ways);
        throw new PathEnds();
      }
      state().push(new Scalar(value));
    }
    activation().returns().add(new Way(ir.current(), state()));
    throw new PathEnds();
  }

  /// Ends the path with a branch to one of two instructions of the current method; what is learnt on
  /// the way may change the state.
  void branch(
      Condition condition,
      Value left,
      Value right,
      int then,
      int otherwise,
      Function<Boolean, State> stateOn) {
    var branch = compare(condition, left, right);
    Boolean known = Folding.decide(branch);
    if (known != null) {
      activation().arrive(known ? then : otherwise, new Way(ir.current(), stateOn.apply(known)));
    } else {
      end(branch);
      activation().arrive(then, new Way(branch.then().target(), stateOn.apply(true)));
      activation().arrive(otherwise, new Way(branch.otherwise().target(), stateOn.apply(false)));
    }
    throw new PathEnds();
  }

  /// A branch to two new blocks, which are not the function's yet: its way may be known already.
  private Terminator.Branch compare(Condition condition, Value left, Value right) {
    return Folding.simplify(
        new Terminator.Branch(
            condition, left, right, Edge.to(new Block()), Edge.to(new Block()), ir.position()));
  }

  /// Ends the current block with a branch that [#compare] made.
  private void end(Terminator.Branch branch) {
    ir.current().terminate(branch);
    ir.add(branch.then().target());
    ir.add(branch.otherwise().target());
  }

  /// Splits the path: the caller translates both sides, the one where the condition holds first.
  ///
  /// @return the two blocks; one of them is null where the way is known
  Split split(Condition condition, Value left, Value right) {
    var branch = compare(condition, left, right);
    Boolean known = Folding.decide(branch);
    if (known != null) {
      return known ? new Split(ir.current(), null) : new Split(null, ir.current());
    }
    end(branch);
    return new Split(branch.then().target(), branch.otherwise().target());
  }

  /// Two blocks of which one is entered; null for one that never is.
  record Split(@Nullable Block then, @Nullable Block otherwise) {}

  /// Goes on where the condition holds; where it does not, `exception` is thrown.
  void require(Condition condition, Value left, Value right, Class<?> exception) {
    var split = split(condition, left, right);
    if (split.otherwise() != null) {
      ir.at(split.otherwise());
      raise(new Thrown(exception, ir.position()));
    }
    if (split.then() == null) {
      throw new PathEnds();
    }
    ir.at(split.then());
  }

  /// 1 where the condition holds, else 0.
  Operand truth(Condition condition, Value left, Value right) {
    var split = split(condition, left, right);
    if (split.then() == null || split.otherwise() == null) {
      return Operand.of(split.then() == null ? 0 : 1);
    }
    var join = ir.newBlock();
    var result = new Value.Parameter(Type.I32);
    join.parameters().add(result);
    split.then().terminate(new Terminator.Jump(new Edge(join, List.of(Constant.of(1)))));
    split.otherwise().terminate(new Terminator.Jump(new Edge(join, List.of(Constant.of(0)))));
    ir.at(join);
    return new Scalar(result);
  }

  /// The entry of `table` at `index`, which is known to be within it.
  Operand lookUp(List<? extends Operand> table, Value index) {
    if (index instanceof Constant constant) {
      return table.get((int) constant.value());
    }
    // The commonest entry needs no case of its own.
    var counts = new LinkedHashMap<Operand, Integer>();
    table.forEach(entry -> counts.merge(entry, 1, Integer::sum));
    var common =
        counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    if (counts.size() == 1) {
      return common;
    }
    var ways = new ArrayList<Way>();
    var cases = new ArrayList<Terminator.Case>();
    var blocks = new LinkedHashMap<Operand, Block>();
    for (int i = 0; i < table.size(); i++) {
      Operand entry = table.get(i);
      if (!entry.equals(common)) {
        var block = blocks.computeIfAbsent(entry, e -> wayWith(ways, e));
        cases.add(new Terminator.Case(i, Edge.to(block)));
      }
    }
    var otherwise = Edge.to(wayWith(ways, common));
    ir.current().terminate(new Terminator.Switch(index, cases, otherwise, ir.position()));
    return joinHere(ways);
  }

  /// Does `action` on whichever alternative it is, and joins what comes of that.
  Operand onEach(Choice choice, UnaryOperator<Operand> action) {
    var start = ir.current();
    State before = state();
    var ways = new ArrayList<Way>();
    var cases = new ArrayList<Terminator.Case>();
    for (int i = 0; i < choice.alternatives().size(); i++) {
      Block block = ir.newBlock();
      cases.add(new Terminator.Case(choice.numbers().get(i), Edge.to(block)));
      ir.at(block);
      activation().state(before.copy());
      try {
        ways.addAll(ways(action.apply(choice.alternatives().get(i))));
      } catch (PathEnds _) {
        // This alternative throws.
      }
    }
    start.terminate(
        new Terminator.Switch(
            choice.tag(), cases.subList(1, cases.size()), cases.getFirst().edge(), ir.position()));
    if (ways.isEmpty()) {
      throw new PathEnds();
    }
    return joinHere(ways);
  }

  /// The ways from here with `result` on the stack: one, or those that met only for it.
  List<Way> ways(Operand result) {
    var parted = result instanceof Scalar(Value value) ? partings.part(value, false) : null;
    if (parted != null) {
      return parted;
    }
    state().push(result);
    return List.of(new Way(ir.current(), state()));
  }

  private Block wayWith(List<Way> ways, Operand operand) {
    var block = ir.newBlock();
    var state = state().copy();
    state.push(operand);
    ways.add(new Way(block, state));
    return block;
  }

  /// Ends the current block where `exception` is thrown.
  void raise(Operand exception) {
    exceptions.raise(exception);
  }

  /// What was translated, as a function that gives back whatever it takes.
  io.github.bpf4j.compiler.ir.Function finish(String name, boolean isProgram) {
    var function = new io.github.bpf4j.compiler.ir.Function(name, ir.blocks(), isProgram);
    if (parts().diagnostics().isEmpty()) {
      Locks.check(function, exceptions.leaving(), parts()::report);
      References.settle(function, exceptions.leaving(), parts()::report);
    }
    return function;
  }

  /// Notes that the current instruction cannot be compiled, and goes on without its result.
  Operand report(Problem problem, String message, String fix, Note... notes) {
    var library = libraryMethod();
    parts()
        .report(
            library == null || problem == Problem.MAYBE_NULL
                ? Diagnostic.at(position(), problem, message, fix).with(notes)
                : Calls.isOfLibrary(position(), library.owner(), library.name()));
    return Operand.UNKNOWN;
  }

  /// The method of the JDK's that the program called, if the current instruction belongs to one: what is wrong
  /// within that is none of the program's business.
  private @Nullable MethodCode libraryMethod() {
    MethodCode found = null;
    for (Activation a = activation; a != null; a = a.caller()) {
      if (a.code().owner().getClassLoader() != null) {
        break;
      }
      found = a.code();
    }
    return found;
  }

  /// The place in the program that the current instruction comes from: the innermost method that is
  /// not the library's.
  Position position() {
    Activation found = activation();
    for (Activation a = activation; a != null; a = a.caller()) {
      found = a;
      if (!isLibrary(a.code().owner())) {
        break;
      }
    }
    return new Position(
        files().sourceFile(found.code().owner()),
        found.line(),
        found.code().name(),
        found.element());
  }

  private static boolean isLibrary(Class<?> type) {
    return type.getClassLoader() == null
        || type.getPackageName().equals("io.github.bpf4j.api")
        || type.getPackageName().equals(BuiltIns.class.getPackageName());
  }

  static boolean isWide(Operand operand) {
    return operand instanceof Scalar(Value value) && value.type() == Type.I64
        || operand instanceof Operand.Unknown(boolean wide) && wide;
  }
}
