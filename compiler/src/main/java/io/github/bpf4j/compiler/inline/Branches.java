package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.MemoryArray;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Pointer;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Translator.ClassTest;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.isa.Condition;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Which way to go: comparisons, null tests and switches. A way that is taken only where something is not
/// null, or of a class, knows so.
final class Branches {
  private final Translator translator;

  Branches(Translator translator) {
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
      part(a.value(), () -> compareZero(condition, then, otherwise));
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

  /// Lets the ways that met for `value`, which is to be decided by, part again: each does `decide`.
  private void part(Value value, Runnable decide) {
    var ways = translator.partings().part(value, true);
    if (ways == null) {
      return;
    }
    for (Way way : ways) {
      translator.ir().at(way.edge());
      translator.activation().state(way.state());
      try {
        decide.run();
      } catch (PathEnds _) {
        // It went its way.
      }
    }
    throw new PathEnds();
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
            passed
                == (!(one instanceof Null) && test.type().isAssignableFrom(Classes.classOf(one))));
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
    if (a instanceof Choice choice) {
      ofEach(choice, one -> identity(one, b, same, different));
    }
    if (b instanceof Choice) {
      identity(b, a, same, different);
    }
    if (a instanceof EnumValue x && b instanceof EnumValue y) {
      sameConstant(x, y, same, different);
    }
    if (a instanceof Pointer x && b instanceof Pointer y) {
      goBy(Condition.EQ, x.pointer(), y.pointer(), same, different);
    }
    if (a instanceof MemoryArray x && b instanceof MemoryArray y) {
      if (x.base() instanceof StackAddress && y.base() instanceof StackAddress) {
        translator.jump(x.equals(y) ? same : different);
      }
      goBy(Condition.EQ, x.base(), y.base(), same, different);
    }
    if (a instanceof Operand.Known || a instanceof Instance i && !Shapes.isValue(i.type())) {
      translator.jump(a.equals(b) ? same : different);
    }
    boolean isEnum = a instanceof EnumValue || b instanceof EnumValue;
    if (isEnum || translator.activation().code().name().equals("equals")) {
      // In equals only a short cut: an object equals itself by its fields, too.
      translator.jump(different);
    }
    translator.report(
        Problem.OBJECT_MERGE,
        "== asks whether %s and %s are the same object, which a program cannot know"
            .formatted(Shapes.describe(a), Shapes.describe(b)),
        "compare with equals");
    bothWays(same, different);
  }

  /// Lets `decide` end the path for each alternative of `choice`.
  private void ofEach(Choice choice, Consumer<Operand> decide) {
    translator.onEach(
        choice,
        one -> {
          translator.state().replace(choice, one);
          decide.accept(one);
          throw new PathEnds();
        });
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
            state.replace(a, Nulls.nonNull(a));
          }
          if (equal && !a.nullable()) {
            state.replace(b, Nulls.nonNull(b));
          }
          return state;
        });
  }

  private void nullTest(Operand operand, int isNull, int isNot) {
    switch (operand) {
      case Null _ -> translator.jump(isNull);
      case Operand.Unknown _ -> bothWays(isNull, isNot);
      case Pointer pointer when pointer.nullable() ->
          byNull(pointer.pointer(), Value.NULL, isNull, isNot, operand, Nulls.nonNull(operand));
      case EnumValue value when value.nullable() ->
          byNull(value.ordinal(), EnumValue.NULL, isNull, isNot, operand, Nulls.nonNull(operand));
      case Choice choice when choice.nullable() ->
          byNull(
              choice.tag(),
              Constant.of(AlternativeNumbers.NULL),
              isNull,
              isNot,
              operand,
              Nulls.nonNull(operand));
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

  void choose(List<SwitchCase> cases, int otherwise) {
    var code = translator.activation().code();
    if (!(pop() instanceof Scalar scalar)) {
      // After an error: every way is translated.
      var edges = new ArrayList<Terminator.Case>();
      cases.forEach(c -> edges.add(way(c.caseValue(), code.index(c.target()))));
      translator.jump(otherwise);
      return;
    }
    part(scalar.value(), () -> choose(cases, otherwise));
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
}
