package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.Condition;
import java.util.ArrayList;
import java.util.List;

/// `equals` of records, enum constants and boxed numbers: the same class, and every component equal.
final class Equality {
  private final Translator translator;

  Equality(Translator translator) {
    this.translator = translator;
  }

  /// 1 if the record `a` equals `b`, else 0.
  Operand equal(Operand a, Operand b) {
    if (a instanceof Operand.Unknown || b instanceof Operand.Unknown) {
      return Operand.UNKNOWN;
    }
    if (a instanceof EnumValue x && b instanceof EnumValue y && x.type().equals(y.type())) {
      return translator.truth(Condition.EQ, x.ordinal(), y.ordinal());
    }
    if (a instanceof Boxed x && b instanceof Boxed y && x.type().equals(y.type())) {
      return translator.truth(Condition.EQ, x.value(), y.value());
    }
    if (!Shapes.isValueObject(a) || !Shapes.isValueObject(b)) {
      if (b instanceof Operand.Null) {
        return Operand.of(0);
      }
      return translator.report(
          Problem.OBJECT_MERGE,
          "whether %s equals %s cannot be compiled"
              .formatted(Shapes.describe(a), Shapes.describe(b)),
          "compare the components");
    }
    if (Shapes.typeOf(a) != Shapes.typeOf(b)) {
      return Operand.of(0);
    }
    var pairs = new ArrayList<List<Value>>();
    if (!collect(a, b, pairs)) {
      return translator.report(
          Problem.UNSUPPORTED,
          "a record with other components than numbers, enums and records is compared",
          "compare the components");
    }
    var unequal = new ArrayList<Way>();
    for (var pair : pairs) {
      var split = translator.split(Condition.EQ, pair.get(0), pair.get(1));
      if (split.otherwise() != null) {
        State state = translator.state().copy();
        state.push(Operand.of(0));
        unequal.add(new Way(split.otherwise(), state));
      }
      if (split.then() == null) {
        return translator.joinHere(unequal);
      }
      translator.ir().at(split.then());
    }
    if (unequal.isEmpty()) {
      return Operand.of(1);
    }
    State state = translator.state();
    state.push(Operand.of(1));
    unequal.add(new Way(translator.ir().current(), state));
    return translator.joinHere(unequal);
  }

  private boolean collect(Operand a, Operand b, List<List<Value>> pairs) {
    for (String name : Shapes.fieldNames(Shapes.typeOf(a))) {
      Operand x = Shapes.field(a, name, translator.state());
      Operand y = Shapes.field(b, name, translator.state());
      if (x instanceof Scalar p && y instanceof Scalar q) {
        pairs.add(List.of(p.value(), q.value()));
      } else if (x instanceof EnumValue p && y instanceof EnumValue q) {
        pairs.add(List.of(p.ordinal(), q.ordinal()));
      } else if (x instanceof Boxed p && y instanceof Boxed q && p.type() == q.type()) {
        pairs.add(List.of(p.value(), q.value()));
      } else if (!Shapes.isValueObject(x)
          || !Shapes.isValueObject(y)
          || Shapes.typeOf(x) != Shapes.typeOf(y)
          || !collect(x, y, pairs)) {
        return false;
      }
    }
    return true;
  }
}
