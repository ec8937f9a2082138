package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;

/// Translates single bytecode instructions.
final class Bytecodes {
  private final Translator translator;
  private final Calls calls;
  private final DynamicCalls dynamicCalls;
  private final Arrays arrays;
  private final Branches branches;
  private final Classes classes;
  private final OperandStack stack;

  Bytecodes(Translator translator) {
    this.translator = translator;
    this.calls = new Calls(translator);
    this.dynamicCalls = new DynamicCalls(translator, calls);
    this.arrays = new Arrays(translator);
    this.branches = new Branches(translator);
    this.classes = new Classes(translator);
    this.stack = new OperandStack(translator);
  }

  /// Translates `instruction`, the current one of the current method.
  ///
  /// @throws PathEnds if nothing comes behind it
  void translate(Instruction instruction) {
    switch (instruction) {
      case NopInstruction _ -> {}
      case ConstantInstruction constant -> push(constant(constant), constant.typeKind());
      case LoadInstruction load -> load(load);
      case StoreInstruction store -> state().setLocal(store.slot(), pop());
      case IncrementInstruction increment -> increment(increment);
      case StackInstruction shuffle -> stack.shuffle(shuffle.opcode());
      case OperatorInstruction operator -> operator(operator);
      case ConvertInstruction convert -> convert(convert);
      case BranchInstruction branch -> branches.branch(branch);
      case TableSwitchInstruction table ->
          branches.choose(
              table.cases(), translator.activation().code().index(table.defaultTarget()));
      case LookupSwitchInstruction lookup ->
          branches.choose(
              lookup.cases(), translator.activation().code().index(lookup.defaultTarget()));
      case ReturnInstruction _ -> translator.returnFrom();
      case ThrowInstruction _ -> {
        translator.raise(pop());
        throw new PathEnds();
      }
      case FieldInstruction field -> field(field);
      case InvokeInstruction invoke -> calls.invoke(invoke);
      case InvokeDynamicInstruction invoke -> dynamicCalls.invoke(invoke);
      case NewObjectInstruction create ->
          push(translator.fields().create(resolve(create.className().asSymbol())));
      case NewPrimitiveArrayInstruction create ->
          push(arrays.create(pop(), arrays.primitive(create.typeKind())));
      case NewReferenceArrayInstruction create ->
          push(arrays.create(pop(), resolve(create.componentType().asSymbol())));
      case NewMultiArrayInstruction create -> {
        for (int i = 0; i < create.dimensions(); i++) {
          pop();
        }
        push(unsupported("an array of arrays", "compute the index into one array yourself"));
      }
      case ArrayLoadInstruction load -> {
        Operand index = pop();
        push(arrays.load(translator.nulls().use(pop(), "element"), index), load.typeKind());
      }
      case ArrayStoreInstruction _ -> {
        Operand value = pop();
        Operand index = pop();
        arrays.store(translator.nulls().use(pop(), "element"), index, value);
      }
      case TypeCheckInstruction check -> {
        Class<?> type = resolve(check.type().asSymbol());
        push(
            check.opcode() == Opcode.INSTANCEOF
                ? classes.instanceOf(pop(), type)
                : classes.cast(pop(), type));
      }
      case MonitorInstruction monitor -> {
        pop();
        if (monitor.opcode() == Opcode.MONITORENTER) {
          unsupported("a lock (synchronized)", "use atomic operations on map values");
        }
      }
      default -> unsupported("the bytecode " + instruction.opcode(), "write it differently");
    }
  }

  Arrays arrays() {
    return arrays;
  }

  Calls calls() {
    return calls;
  }

  private State state() {
    return translator.state();
  }

  private void push(Operand operand) {
    state().push(operand);
  }

  /// Pushes a value of this kind.
  private void push(Operand operand, TypeKind kind) {
    push(Operand.Unknown.as(operand, kind));
  }

  private Operand pop() {
    return state().pop();
  }

  private Class<?> resolve(ClassDesc type) {
    return Calls.resolve(translator.activation().code(), type);
  }

  private Operand unsupported(String what, String fix) {
    return translator.report(
        Problem.UNSUPPORTED, what + " has no counterpart in an eBPF program", fix);
  }

  private Operand floating() {
    return unsupported(
        "arithmetic of float and double", "use int or long, scaled to the precision you need");
  }

  private Operand constant(ConstantInstruction instruction) {
    return switch (instruction.constantValue()) {
      case Integer i -> Operand.of(i);
      case Long l -> new Scalar(Constant.of(l));
      case String s -> new Operand.Known(s.intern());
      case ClassDesc c -> new Operand.Known(resolve(c));
      case Float _, Double _ -> floating();
      default ->
          instruction.opcode() == Opcode.ACONST_NULL
              ? Operand.NULL
              : unsupported("this constant", "use numbers and strings");
    };
  }

  private void load(LoadInstruction load) {
    Operand operand = state().local(load.slot());
    push(operand == null ? Operand.UNKNOWN : operand, load.typeKind());
  }

  private void increment(IncrementInstruction increment) {
    Operand local = state().local(increment.slot());
    if (local instanceof Scalar scalar) {
      state()
          .setLocal(
              increment.slot(),
              new Scalar(
                  translator
                      .ir()
                      .binary(Op.ADD, scalar.value(), Constant.of(increment.constant()))));
    }
  }

  private void operator(OperatorInstruction instruction) {
    Opcode opcode = instruction.opcode();
    TypeKind kind = instruction.typeKind();
    if (kind == TypeKind.FLOAT || kind == TypeKind.DOUBLE) {
      pop();
      if (opcode != Opcode.FNEG && opcode != Opcode.DNEG) {
        pop();
      }
      push(floating(), opcode.name().contains("CMP") ? TypeKind.INT : kind);
      return;
    }
    if (opcode == Opcode.ARRAYLENGTH) {
      push(arrays.length(translator.nulls().use(pop(), "length")));
      return;
    }
    Operand second = pop();
    if (opcode == Opcode.INEG || opcode == Opcode.LNEG) {
      push(
          second instanceof Scalar s
              ? new Scalar(translator.ir().unary(Op.NEG, s.value().type(), s.value()))
              : Operand.UNKNOWN,
          kind);
      return;
    }
    Operand first = pop();
    if (!(first instanceof Scalar a) || !(second instanceof Scalar b)) {
      push(Operand.UNKNOWN, opcode == Opcode.LCMP ? TypeKind.INT : kind);
      return;
    }
    push(new Scalar(binary(opcode, a.value(), b.value())));
  }

  private Value binary(Opcode opcode, Value a, Value b) {
    Op op =
        switch (opcode) {
          case IADD, LADD -> Op.ADD;
          case ISUB, LSUB -> Op.SUB;
          case IMUL, LMUL -> Op.MUL;
          case IDIV, LDIV -> Op.SDIV;
          case IREM, LREM -> Op.SREM;
          case ISHL, LSHL -> Op.SHL;
          case ISHR, LSHR -> Op.SAR;
          case IUSHR, LUSHR -> Op.SHR;
          case IAND, LAND -> Op.AND;
          case IOR, LOR -> Op.OR;
          case IXOR, LXOR -> Op.XOR;
          case LCMP -> Op.LCMP;
          default -> throw new IllegalArgumentException("not an operator on integers: " + opcode);
        };
    if (op == Op.LCMP) {
      return translator.ir().compare(op, a, b);
    }
    if (op == Op.SDIV || op == Op.SREM) {
      translator.require(Condition.NE, b, new Constant(b.type(), 0), ArithmeticException.class);
    }
    return translator.ir().binary(op, a, b);
  }

  private void convert(ConvertInstruction instruction) {
    Operand operand = pop();
    Opcode opcode = instruction.opcode();
    if (!(operand instanceof Scalar scalar)) {
      push(Operand.UNKNOWN, instruction.toType());
      return;
    }
    Value value = scalar.value();
    var ir = translator.ir();
    switch (opcode) {
      case I2L -> push(new Scalar(ir.unary(Op.SEXT32, Type.I64, value)));
      case L2I -> push(new Scalar(ir.unary(Op.TRUNC, Type.I32, value)));
      case I2B -> push(new Scalar(ir.unary(Op.SEXT8, Type.I32, value)));
      case I2S -> push(new Scalar(ir.unary(Op.SEXT16, Type.I32, value)));
      case I2C -> push(new Scalar(ir.binary(Op.AND, value, Constant.of(0xffff))));
      default -> push(floating(), instruction.toType());
    }
  }

  private void field(FieldInstruction field) {
    String name = field.name().stringValue();
    var kind = TypeKind.from(field.typeSymbol());
    switch (field.opcode()) {
      case GETFIELD ->
          push(translator.fields().get(translator.nulls().use(pop(), "field " + name), name), kind);
      case PUTFIELD -> {
        Operand value = pop();
        translator.fields().set(translator.nulls().use(pop(), "field " + name), name, value);
      }
      case GETSTATIC -> push(translator.staticFields().get(field), kind);
      default -> translator.staticFields().set(field, pop());
    }
  }

  /// For the other translators: an exception thrown here.
  static Thrown thrown(Translator translator, Class<?> type) {
    return new Thrown(type, translator.ir().position());
  }
}
