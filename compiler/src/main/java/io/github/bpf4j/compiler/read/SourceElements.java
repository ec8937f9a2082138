package io.github.bpf4j.compiler.read;

import io.github.bpf4j.compiler.SourceElement;
import io.github.bpf4j.compiler.SourceElement.Kind;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the instructions of a method stand for in its source.
final class SourceElements {
  private SourceElements() {}

  /// One of its kind, not yet counted.
  private record Named(Kind kind, String name) {
    static final Named NOTHING = new Named(Kind.OTHER, "");
  }

  private record InLine(int line, Named named) {}

  /// The element of each of `instructions`.
  ///
  /// @param lines of each its line
  static List<SourceElement> of(
      String type, String method, List<Instruction> instructions, List<Integer> lines) {
    var named = instructions.stream().map(SourceElements::named).toList();
    Map<InLine, Integer> counts = new HashMap<>();
    var indices = new ArrayList<Integer>();
    for (int i = 0; i < named.size(); i++) {
      indices.add(counts.merge(new InLine(lines.get(i), named.get(i)), 1, Integer::sum) - 1);
    }
    var other = SourceElement.other(type, method);
    var elements = new ArrayList<SourceElement>();
    for (int i = 0; i < named.size(); i++) {
      var each = named.get(i);
      elements.add(
          each.equals(Named.NOTHING)
              ? other
              : new SourceElement(
                  type,
                  method,
                  each.kind(),
                  each.name(),
                  indices.get(i),
                  counts.getOrDefault(new InLine(lines.get(i), each), 0)));
    }
    return elements;
  }

  private static Named named(Instruction instruction) {
    return switch (instruction) {
      case InvokeInstruction invoke ->
          invoke.name().equalsString("<init>")
              ? new Named(Kind.CONSTRUCTOR, simpleName(invoke.owner().asSymbol()))
              : new Named(Kind.CALL, invoke.name().stringValue());
      case InvokeDynamicInstruction invoke ->
          switch (invoke.bootstrapMethod().owner().displayName()) {
            case "LambdaMetafactory" -> new Named(Kind.LAMBDA, "");
            case "SwitchBootstraps" -> new Named(Kind.SWITCH, "");
            default -> Named.NOTHING;
          };
      case FieldInstruction field ->
          new Named(
              field.opcode() == Opcode.GETFIELD || field.opcode() == Opcode.GETSTATIC
                  ? Kind.FIELD_READ
                  : Kind.FIELD_WRITE,
              field.name().stringValue());
      case NewObjectInstruction create ->
          new Named(Kind.NEW, simpleName(create.className().asSymbol()));
      case NewPrimitiveArrayInstruction create ->
          new Named(Kind.NEW_ARRAY, create.typeKind().upperBound().displayName());
      case NewReferenceArrayInstruction create ->
          new Named(Kind.NEW_ARRAY, simpleName(create.componentType().asSymbol()));
      case ArrayLoadInstruction _ -> new Named(Kind.ELEMENT_READ, "");
      case ArrayStoreInstruction _ -> new Named(Kind.ELEMENT_WRITE, "");
      case OperatorInstruction operator -> operator(operator.opcode());
      case BranchInstruction branch
          when branch.opcode() == Opcode.IF_ACMPEQ || branch.opcode() == Opcode.IF_ACMPNE ->
          new Named(Kind.IDENTITY, "");
      case MonitorInstruction monitor when monitor.opcode() == Opcode.MONITORENTER ->
          new Named(Kind.SYNCHRONIZED, "");
      case ReturnInstruction _ -> new Named(Kind.RETURN, "");
      default -> Named.NOTHING;
    };
  }

  private static Named operator(Opcode opcode) {
    return switch (opcode) {
      case IADD, LADD, FADD, DADD -> new Named(Kind.OPERATOR, "+");
      case ISUB, LSUB, FSUB, DSUB -> new Named(Kind.OPERATOR, "-");
      case IMUL, LMUL, FMUL, DMUL -> new Named(Kind.OPERATOR, "*");
      case IDIV, LDIV, FDIV, DDIV -> new Named(Kind.OPERATOR, "/");
      case IREM, LREM, FREM, DREM -> new Named(Kind.OPERATOR, "%");
      case ARRAYLENGTH -> new Named(Kind.FIELD_READ, "length");
      default -> Named.NOTHING;
    };
  }

  /// `Entry` of `java.util.Map$Entry`; nothing of a class without a name.
  private static String simpleName(ClassDesc type) {
    var name = type.displayName();
    return name.substring(name.lastIndexOf('$') + 1).replaceFirst("^\\d+", "");
  }
}
