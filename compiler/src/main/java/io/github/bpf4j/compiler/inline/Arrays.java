package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import java.lang.classfile.TypeKind;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// Arrays: those made by the program are taken apart into their elements, so their length and every
/// index must be known; those in `static final` fields are tables.
final class Arrays {
  /// The most elements of a table that is read with an index known only when the program runs.
  private static final int MAX_TABLE = 64;

  /// The most elements of an array that the program makes.
  private static final int MAX_LENGTH = 64;

  private final Translator translator;

  Arrays(Translator translator) {
    this.translator = translator;
  }

  Class<?> primitive(TypeKind kind) {
    return switch (kind) {
      case BOOLEAN -> boolean.class;
      case BYTE -> byte.class;
      case CHAR -> char.class;
      case SHORT -> short.class;
      case INT -> int.class;
      case LONG -> long.class;
      case FLOAT -> float.class;
      default -> double.class;
    };
  }

  Operand create(Operand length, Class<?> component) {
    if (length instanceof Operand.Unknown) {
      return length;
    }
    if (!(length instanceof Scalar scalar)
        || !(scalar.value() instanceof Constant constant)
        || constant.value() < 0
        || constant.value() > MAX_LENGTH) {
      return translator.report(
          Problem.ARRAY,
          "an array's length must be a constant from 0 to " + MAX_LENGTH,
          "use a constant length, or a map such as BpfArray");
    }
    var array = new Instance(component.arrayType());
    var elements = new LinkedHashMap<String, Operand>();
    for (int i = 0; i < constant.value(); i++) {
      elements.put(String.valueOf(i), Shapes.initial(component));
    }
    translator.state().heap().put(array, elements);
    return array;
  }

  Operand length(Operand array) {
    return switch (array) {
      case Instance instance -> Operand.of(translator.state().fields(instance).size());
      case Known known when known.object().getClass().isArray() ->
          Operand.of(Array.getLength(known.object()));
      case Operand.Unknown _ -> array;
      default -> unknownArray(array);
    };
  }

  private Operand unknownArray(Operand array) {
    return translator.report(
        Problem.ARRAY,
        "the compiler must know which array this is, but it is %s"
            .formatted(Shapes.describe(array)),
        "use one array that is made in the method or held by a static final field");
  }

  Operand load(Operand array, Operand index) {
    if (array instanceof Operand.Unknown || !(index instanceof Scalar scalar)) {
      return Operand.UNKNOWN;
    }
    if (!(length(array) instanceof Scalar length)) {
      return Operand.UNKNOWN;
    }
    translator.require(
        Condition.LT, scalar.value(), length.value(), ArrayIndexOutOfBoundsException.class);
    if (array instanceof Instance instance) {
      if (scalar.value() instanceof Constant constant) {
        return translator
            .state()
            .fields(instance)
            .getOrDefault(String.valueOf(constant.value()), Operand.UNKNOWN);
      }
      return variableIndex();
    }
    Object table = ((Known) array).object();
    int size = Array.getLength(table);
    if (size > MAX_TABLE && !(scalar.value() instanceof Constant)) {
      return translator.report(
          Problem.ARRAY,
          "a table of %d elements is too long for an index known only when the program runs"
              .formatted(size),
          "keep it in a BpfArray, or to %d elements".formatted(MAX_TABLE));
    }
    var entries = new ArrayList<Operand>();
    for (int i = 0; i < size; i++) {
      entries.add(Shapes.known(Array.get(table, i), table.getClass().getComponentType()));
    }
    return translator.lookUp(entries, scalar.value());
  }

  private Operand variableIndex() {
    return translator.report(
        Problem.ARRAY,
        "the index into an array that the program makes must be known while compiling",
        "write out the elements, or keep them in a map such as BpfArray");
  }

  void store(Operand array, Operand index, Operand value, TypeKind kind) {
    if (array instanceof Operand.Unknown || !(index instanceof Scalar scalar)) {
      return;
    }
    if (!(array instanceof Instance instance)) {
      translator.report(
          Problem.STATIC_STATE,
          "an array made outside of the program cannot be changed",
          "keep state that changes in a map such as BpfArray");
      return;
    }
    var elements = translator.state().fields(instance);
    translator.require(
        Condition.LT,
        scalar.value(),
        Constant.of(elements.size()),
        ArrayIndexOutOfBoundsException.class);
    if (!(scalar.value() instanceof Constant constant)) {
      variableIndex();
      return;
    }
    translator
        .state()
        .fields(instance)
        .put(String.valueOf(constant.value()), narrow(value, instance.type().getComponentType()));
  }

  private Operand narrow(Operand value, Class<?> component) {
    if (!(value instanceof Scalar scalar) || scalar.value().type() != Type.I32) {
      return value;
    }
    var ir = translator.ir();
    return switch (component.getName()) {
      case "byte" -> new Scalar(ir.unary(Op.SEXT8, Type.I32, scalar.value()));
      case "short" -> new Scalar(ir.unary(Op.SEXT16, Type.I32, scalar.value()));
      case "char" -> new Scalar(ir.binary(Op.AND, scalar.value(), Constant.of(0xffff)));
      default -> value;
    };
  }
}
