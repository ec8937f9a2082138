package io.github.bpf4j.compiler.read;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/// How many slots of the operand stack are in use before each instruction; a `long` takes two (JVMS, chapter
/// 6).
final class StackDepth {
  private static final int UNKNOWN = -1;

  private StackDepth() {}

  /// The depth before each instruction of `code`; -1 for those behind a handler alone, or unreachable.
  static int[] of(MethodCode code) {
    var instructions = code.instructions();
    int[] depths = new int[instructions.size() + 1];
    Arrays.fill(depths, UNKNOWN);
    depths[0] = 0;
    for (int i = 0; i < instructions.size(); i++) {
      if (depths[i] == UNKNOWN) {
        continue;
      }
      var instruction = instructions.get(i);
      int after = depths[i] + change(instruction);
      for (int target : CodeFlow.targets(code, instruction)) {
        depths[target] = after;
      }
      if (!CodeFlow.endsBlock(instruction)) {
        depths[i + 1] = after;
      }
    }
    return depths;
  }

  private static int change(Instruction instruction) {
    return switch (instruction) {
      case ConstantInstruction constant -> constant.typeKind().slotSize();
      case LoadInstruction load -> load.typeKind().slotSize();
      case StoreInstruction store -> -store.typeKind().slotSize();
      case StackInstruction shuffle -> shuffled(shuffle.opcode());
      case OperatorInstruction operator -> operated(operator);
      case ConvertInstruction convert ->
          convert.toType().slotSize() - convert.fromType().slotSize();
      case BranchInstruction branch -> branched(branch.opcode());
      case TableSwitchInstruction _, LookupSwitchInstruction _, MonitorInstruction _ -> -1;
      case FieldInstruction field -> {
        int size = slots(field.typeSymbol());
        yield switch (field.opcode()) {
          case GETSTATIC -> size;
          case PUTSTATIC -> -size;
          case GETFIELD -> size - 1;
          default -> -size - 1;
        };
      }
      case InvokeInstruction invoke ->
          called(invoke.typeSymbol()) - (invoke.opcode() == Opcode.INVOKESTATIC ? 0 : 1);
      case InvokeDynamicInstruction invoke -> called(invoke.typeSymbol());
      case NewObjectInstruction _ -> 1;
      case NewMultiArrayInstruction array -> 1 - array.dimensions();
      case ArrayLoadInstruction load -> load.typeKind().slotSize() - 2;
      case ArrayStoreInstruction store -> -store.typeKind().slotSize() - 2;
      default -> 0;
    };
  }

  private static int shuffled(Opcode opcode) {
    return switch (opcode) {
      case POP -> -1;
      case POP2 -> -2;
      case DUP, DUP_X1, DUP_X2 -> 1;
      case DUP2, DUP2_X1, DUP2_X2 -> 2;
      default -> 0;
    };
  }

  private static int operated(OperatorInstruction operator) {
    return switch (operator.opcode()) {
      case INEG, LNEG, FNEG, DNEG, ARRAYLENGTH -> 0;
      case LCMP, DCMPL, DCMPG -> -3;
      case FCMPL, FCMPG, LSHL, LSHR, LUSHR -> -1;
      default -> -operator.typeKind().slotSize();
    };
  }

  private static int branched(Opcode opcode) {
    return switch (opcode) {
      case GOTO, GOTO_W -> 0;
      case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE, IFNULL, IFNONNULL -> -1;
      default -> -2;
    };
  }

  private static int called(MethodTypeDesc type) {
    int taken = type.parameterList().stream().mapToInt(StackDepth::slots).sum();
    return slots(type.returnType()) - taken;
  }

  private static int slots(ClassDesc type) {
    return TypeKind.from(type).slotSize();
  }
}
