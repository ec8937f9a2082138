package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.inline.Translator.ClassTest;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.List;

/// Everything that decides which way to go: comparisons, null and class tests, switches, throws. A way
/// that is taken only where something is not null knows so.
final class Tests {
  private final Translator translator;

  Tests(Translator translator) {
    this.translator = translator;
  }

  void branch(BranchInstruction branch) {
    int then = translator.activation().code().index(branch.target());
    int otherwise = translator.activation().index() + 1;
    switch (branch.opcode()) {
      case GOTO, GOTO_W -> translator.jump(then);
      case IFEQ -> compareZero(Condition.EQ, then, otherwise);
      case IFNE -> compareZero(Condition.NE, then, otherwise);
      case IFLT -> compareZero(Condition.SLT, then, otherwise);
      case IFGE -> compareZero(Condition.SGE, then, otherwise);
      case IFGT -> compareZero(Condition.SGT, then, otherwise);
      case IFLE -> compareZero(Condition.SLE, then, otherwise);
      case IF_ICMPEQ -> compare(Condition.EQ, then, otherwise);
      case IF_ICMPNE -> compare(Condition.NE, then, otherwise);
      case IF_ICMPLT -> compare(Condition.SLT, then, otherwise);
      case IF_ICMPGE -> compare(Condition.SGE, then, otherwise);
      case IF_ICMPGT -> compare(Condition.SGT, then, otherwise);
      case IF_ICMPLE -> compare(Condition.SLE, then, otherwise);
      case IF_ACMPEQ -> identity(pop(), pop(), then, otherwise);
      case IF_ACMPNE -> identity(pop(), pop(), otherwise, then);
      case IFNULL -> nullTest(pop(), then, otherwise);
      case IFNONNULL -> nullTest(pop(), otherwise, then);
      default -> throw new IllegalArgumentException("no compiler emits " + branch.opcode());
    }
  }

  private Operand pop() {
    return translator.state().pop();
  }

  private void compareZero(Condition condition, int then, int otherwise) {
    if (pop() instanceof Scalar a) {
      var zero = new Constant(a.value().type(), 0);
      var test = translator.classTests().get(a.value());
      if (test != null && (condition == Condition.EQ || condition == Condition.NE)) {
        boolean thenIs = condition == Condition.NE;
        translator.branch(
            condition, a.value(), zero, then, otherwise, known -> narrowed(test, known == thenIs));
      }
      goBy(condition, a.value(), zero, then, otherwise);
    }
    bothWays(then, otherwise);
  }

  private void compare(Condition condition, int then, int otherwise) {
    Operand second = pop();
    Operand first = pop();
    if (first instanceof Scalar a && second instanceof Scalar b) {
      goBy(condition, a.value(), b.value(), then, otherwise);
    }
    bothWays(then, otherwise);
  }

  private void goBy(Condition condition, Value left, Value right, int then, int otherwise) {
    translator.branch(condition, left, right, then, otherwise, _ -> translator.state().copy());
  }

  /// The state where the outcome of `test` is known.
  private State narrowed(ClassTest test, boolean passed) {
    State state = translator.state().copy();
    Choice choice = test.choice();
    var left =
        choice.where(one ->
            passed == (!(one instanceof Null) && test.type().isAssignableFrom(classOf(one))));
    if (left != null) {
      state.replace(choice, left);
    }
    return state;
  }

  /// After an error: both ways are translated, to find what else is wrong.
  private void bothWays(int then, int otherwise) {
    Block a = translator.ir().newBlock();
    Block b = translator.ir().newBlock();
    translator
        .ir()
        .current()
        .terminate(
            new Terminator.Branch(
                Condition.EQ,
                Constant.of(0),
                Constant.of(1),
                Edge.to(a),
                Edge.to(b),
                translator.ir().position()));
    translator.activation().arrive(then, new Way(a, translator.state().copy()));
    translator.activation().arrive(otherwise, new Way(b, translator.state().copy()));
    throw new PathEnds();
  }

  private void identity(Operand a, Operand b, int same, int different) {
    if (a instanceof Operand.Unknown || b instanceof Operand.Unknown) {
      bothWays(same, different);
    }
    if (a instanceof Null) {
      nullTest(b, same, different);
    }
    if (b instanceof Null) {
      nullTest(a, same, different);
    }
    if (a instanceof EnumValue x && b instanceof EnumValue y) {
      sameConstant(x, y, same, different);
    }
    if (a instanceof Place x && b instanceof Place y) {
      goBy(Condition.EQ, x.pointer(), y.pointer(), same, different);
    }
    if (a instanceof Operand.Known || a instanceof Instance i && !Shapes.isValue(i.type())) {
      translator.jump(a.equals(b) ? same : different);
    }
    if (translator.activation().code().name().equals("equals")) {
      // Only a short cut: an object equals itself by its fields, too.
      translator.jump(different);
    }
    translator.report(
        Problem.OBJECT_MERGE,
        "== asks whether %s and %s are the same object, which a program cannot know"
            .formatted(Shapes.describe(a), Shapes.describe(b)),
        "compare with equals");
    bothWays(same, different);
  }

  /// What equals something that is not null is not null either.
  private void sameConstant(EnumValue a, EnumValue b, int same, int different) {
    translator.branch(
        Condition.EQ,
        a.ordinal(),
        b.ordinal(),
        same,
        different,
        equal -> {
          State state = translator.state().copy();
          if (equal && !b.nullable()) {
            state.replace(a, nonNull(a));
          }
          if (equal && !a.nullable()) {
            state.replace(b, nonNull(b));
          }
          return state;
        });
  }

  private void nullTest(Operand operand, int isNull, int isNot) {
    switch (operand) {
      case Null _ -> translator.jump(isNull);
      case Operand.Unknown _ -> bothWays(isNull, isNot);
      case Place place when place.nullable() ->
          byNull(place.pointer(), Value.NULL, isNull, isNot, operand, nonNull(operand));
      case EnumValue value when value.nullable() ->
          byNull(value.ordinal(), Constant.of(-1), isNull, isNot, operand, nonNull(operand));
      case Choice choice when choice.nullable() ->
          byNull(
              choice.tag(),
              Constant.of(AlternativeNumbers.NULL),
              isNull,
              isNot,
              operand,
              nonNull(operand));
      default -> translator.jump(isNot);
    }
  }

  private void byNull(
      Value value, Value nullValue, int isNull, int isNot, Operand operand, Operand notNull) {
    translator.branch(
        Condition.EQ,
        value,
        nullValue,
        isNull,
        isNot,
        known -> {
          State state = translator.state().copy();
          state.replace(operand, known ? Operand.NULL : notNull);
          return state;
        });
  }

  /// What `operand` is where it is known not to be null.
  private static Operand nonNull(Operand operand) {
    return switch (operand) {
      case Place place -> new Place(place.type(), place.pointer(), false);
      case EnumValue value -> new EnumValue(value.type(), value.ordinal(), false);
      case Choice choice -> choice.notNull();
      default -> operand;
    };
  }

  /// `operand` where it is used as an object: null known to be null throws.
  Operand notNull(Operand operand) {
    if (operand instanceof Null) {
      translator.raise(Bytecodes.thrown(translator, NullPointerException.class));
      throw new PathEnds();
    }
    return operand;
  }

  /// Goes on where `operand` is not null, and throws where it is.
  Operand requireNonNull(Operand operand) {
    var exception = NullPointerException.class;
    switch (operand) {
      case Place place when place.nullable() ->
          translator.require(Condition.NE, place.pointer(), Value.NULL, exception);
      case EnumValue value when value.nullable() ->
          translator.require(Condition.NE, value.ordinal(), Constant.of(-1), exception);
      case Choice choice when choice.nullable() ->
          translator.require(Condition.NE, choice.tag(), Constant.of(0), exception);
      default -> {
        return notNull(operand);
      }
    }
    translator.state().replace(operand, nonNull(operand));
    return nonNull(operand);
  }

  void choose(List<SwitchCase> cases, int otherwise) {
    var code = translator.activation().code();
    if (!(pop() instanceof Scalar scalar)) {
      // After an error: every way is translated.
      var edges = new ArrayList<Terminator.Case>();
      cases.forEach(c -> edges.add(way(c.caseValue(), code.index(c.target()))));
      translator.jump(otherwise);
      return;
    }
    if (scalar.value() instanceof Constant constant) {
      for (SwitchCase c : cases) {
        if (c.caseValue() == constant.value()) {
          translator.jump(code.index(c.target()));
        }
      }
      translator.jump(otherwise);
    }
    var block = translator.ir().current();
    var possible = translator.possible(scalar.value());
    var edges = new ArrayList<Terminator.Case>();
    for (SwitchCase c : cases) {
      int target = code.index(c.target());
      if (target != otherwise && (possible == null || possible.contains((long) c.caseValue()))) {
        edges.add(way(c.caseValue(), target));
      }
    }
    if (edges.isEmpty()) {
      translator.jump(otherwise);
    }
    boolean complete = possible != null && edges.size() == possible.size();
    var rest = complete ? edges.removeLast().edge() : way(0, otherwise).edge();
    block.terminate(new Terminator.Switch(scalar.value(), edges, rest, translator.ir().position()));
    throw new PathEnds();
  }

  private Terminator.Case way(int value, int target) {
    Block block = translator.ir().newBlock();
    translator.activation().arrive(target, new Way(block, translator.state().copy()));
    return new Terminator.Case(value, Edge.to(block));
  }

  /// Throws `exception`.
  void raise(Operand exception) {
    switch (exception) {
      case Thrown thrown -> translator.raise(thrown);
      case Instance instance -> translator.raise(instance);
      case Null _ -> translator.raise(Bytecodes.thrown(translator, NullPointerException.class));
      case Choice choice -> {
        var block = translator.ir().current();
        var cases = new ArrayList<Terminator.Case>();
        for (int i = 0; i < choice.alternatives().size(); i++) {
          Block way = translator.ir().newBlock();
          translator.ir().at(way);
          cases.add(new Terminator.Case(choice.numbers().get(i), Edge.to(way)));
          try {
            raise(choice.alternatives().get(i));
          } catch (PathEnds _) {
            // Every alternative ends its own path.
          }
        }
        block.terminate(
            new Terminator.Switch(
                choice.tag(),
                cases.subList(1, cases.size()),
                cases.getFirst().edge(),
                translator.ir().position()));
      }
      default ->
          translator
              .ir()
              .current()
              .terminate(new Terminator.Return(Constant.of(0), translator.ir().position()));
    }
    throw new PathEnds();
  }

  /// Whether `operand` is of class `type`, as an int.
  Operand instanceOf(Operand operand, Class<?> type) {
    return switch (operand) {
      case Operand.Unknown _ -> operand;
      case Null _ -> Operand.of(0);
      case Place place when place.nullable() && type.isAssignableFrom(place.type()) ->
          translator.truth(Condition.NE, place.pointer(), Value.NULL);
      case EnumValue value when value.nullable() && type.isAssignableFrom(value.type()) ->
          translator.truth(Condition.NE, value.ordinal(), Constant.of(-1));
      case Choice choice -> {
        Operand result = translator.onEach(choice, one -> instanceOf(one, type));
        if (result instanceof Scalar(Value value)) {
          translator.classTests().put(value, new ClassTest(choice, type));
        }
        yield result;
      }
      default -> Operand.of(type.isAssignableFrom(classOf(operand)) ? 1 : 0);
    };
  }

  /// `operand` as a `type`.
  Operand cast(Operand operand, Class<?> type) {
    return switch (operand) {
      case Operand.Unknown _, Null _ -> operand;
      case Choice choice -> cast(choice, type);
      default -> {
        if (!type.isAssignableFrom(classOf(operand))) {
          translator.raise(Bytecodes.thrown(translator, ClassCastException.class));
          throw new PathEnds();
        }
        yield operand;
      }
    };
  }

  /// The alternatives of `choice` that are a `type`; the others throw.
  private Operand cast(Choice choice, Class<?> type) {
    var others = new ArrayList<Terminator.Case>();
    for (int i = 0; i < choice.alternatives().size(); i++) {
      if (!fits(choice.alternatives().get(i), type)) {
        var way = Edge.to(translator.ir().newBlock());
        others.add(new Terminator.Case(choice.numbers().get(i), way));
      }
    }
    if (others.isEmpty()) {
      return choice;
    }
    var start = translator.ir().current();
    for (var other : others) {
      translator.ir().at(other.edge().target());
      translator.raise(Bytecodes.thrown(translator, ClassCastException.class));
    }
    var rest = translator.ir().newBlock();
    start.terminate(
        new Terminator.Switch(choice.tag(), others, Edge.to(rest), translator.ir().position()));
    translator.ir().at(rest);
    var fitting = choice.where(one -> fits(one, type));
    if (fitting == null) {
      throw new PathEnds();
    }
    return fitting;
  }

  private static boolean fits(Operand one, Class<?> type) {
    return one instanceof Null || type.isAssignableFrom(classOf(one));
  }

  /// The class of what `operand` is known to be.
  static Class<?> classOf(Operand operand) {
    return switch (operand) {
      case Instance instance -> instance.type();
      case Operand.Known known -> known.object().getClass();
      case EnumValue value -> value.type();
      case Operand.Boxed boxed -> boxed.type();
      case Place place -> place.type();
      case Operand.Context _ -> io.github.bpf4j.api.XdpContext.class;
      case Operand.Slice _, Operand.Stale _ -> io.github.bpf4j.api.PacketSlice.class;
      case Thrown thrown -> thrown.type();
      case Operand.Lambda lambda -> lambda.type();
      case Operand.Joined _ -> String.class;
      case Operand.MemoryArray array -> array.component().arrayType();
      case Scalar scalar -> scalar.value().type() == Type.I64 ? long.class : int.class;
      case Choice _, Null _, Operand.Unknown _ -> Object.class;
    };
  }
}
