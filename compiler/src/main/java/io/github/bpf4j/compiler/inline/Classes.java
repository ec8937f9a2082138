package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Pointer;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.inline.Translator.ClassTest;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.Condition;
import java.util.ArrayList;

/// Which class an object is of: `instanceof` and casts.
final class Classes {
  private final Translator translator;

  Classes(Translator translator) {
    this.translator = translator;
  }

  /// Whether `operand` is of class `type`, as an int.
  Operand instanceOf(Operand operand, Class<?> type) {
    return switch (operand) {
      case Operand.Unknown _ -> operand;
      case Null _ -> Operand.of(0);
      case Pointer pointer when pointer.nullable() && type.isAssignableFrom(pointer.type()) ->
          translator.truth(Condition.NE, pointer.pointer(), Value.NULL);
      case EnumValue value when value.nullable() && type.isAssignableFrom(value.type()) ->
          translator.truth(Condition.NE, value.ordinal(), EnumValue.NULL);
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
      // To an interface that only marks, such as Serializable.
      case Operand.Lambda _ when type.isInterface() && type.getMethods().length == 0 -> operand;
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
      case Pointer pointer -> pointer.type();
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
