package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfAtomicInteger;
import io.github.bpf4j.api.BpfAtomicLong;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of `BpfAtomicLong` and `BpfAtomicInteger` that are one instruction each; the others are
/// compiled from their own code. One that the program itself made and nobody else sees, such as a part of
/// the value of a `putIfAbsent`, is an ordinary variable.
final class AtomicCalls implements Calls.Primitives {
  private static final String VALUE = "value";

  private static final Map<String, AtomicOp> OPERATIONS =
      Map.of(
          "getAndAdd", AtomicOp.ADD,
          "getAndBitwiseAnd", AtomicOp.AND,
          "getAndBitwiseOr", AtomicOp.OR,
          "getAndBitwiseXor", AtomicOp.XOR,
          "getAndSet", AtomicOp.XCHG,
          "compareAndExchange", AtomicOp.CMPXCHG);

  private final Translator translator;

  AtomicCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    var op = OPERATIONS.get(call.name());
    if (op == null
        || (call.owner() != BpfAtomicLong.class && call.owner() != BpfAtomicInteger.class)) {
      return null;
    }
    if (!(call.arguments().getLast() instanceof Scalar last)
        || !(call.argument(1) instanceof Scalar first)) {
      return Operand.UNKNOWN;
    }
    return switch (call.argument(0)) {
      case Place place when op == AtomicOp.CMPXCHG ->
          new Scalar(translator.ir().atomic(op, place.pointer(), first.value(), last.value()));
      case Place place -> new Scalar(translator.ir().atomic(op, place.pointer(), last.value()));
      case Instance own -> plain(op, own, first.value(), last.value());
      default -> null;
    };
  }

  private Operand plain(AtomicOp op, Instance own, Value expected, Value operand) {
    var fields = translator.fields();
    var ir = translator.ir();
    if (!(fields.get(own, VALUE) instanceof Scalar before)) {
      return Operand.UNKNOWN;
    }
    Value old = before.value();
    Operand after =
        switch (op) {
          case ADD -> new Scalar(ir.binary(Op.ADD, old, operand));
          case AND -> new Scalar(ir.binary(Op.AND, old, operand));
          case OR -> new Scalar(ir.binary(Op.OR, old, operand));
          case XOR -> new Scalar(ir.binary(Op.XOR, old, operand));
          case XCHG -> new Scalar(operand);
          case CMPXCHG ->
              translator.truth(Condition.EQ, old, expected) instanceof Scalar same
                  ? translator.lookUp(List.of(before, new Scalar(operand)), same.value())
                  : Operand.UNKNOWN;
          case LOAD_ACQ, STORE_REL -> throw new IllegalStateException("no method is " + op);
        };
    fields.set(own, VALUE, after);
    return before;
  }
}
