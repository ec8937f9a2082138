package io.github.bpf4j.compiler.inline;

import java.lang.classfile.Opcode;

/// The instructions that move entries of the operand stack. A `long` is one entry here, but counts
/// as two for the JVM.
final class OperandStack {
  private final Translator translator;

  OperandStack(Translator translator) {
    this.translator = translator;
  }

  /// Does what `opcode` does (JVMS 6.5).
  void shuffle(Opcode opcode) {
    var stack = translator.state().stack();
    Operand top = stack.removeLast();
    switch (opcode) {
      case POP -> {}
      case POP2 -> {
        if (!isWide(top)) {
          stack.removeLast();
        }
      }
      case DUP -> {
        stack.add(top);
        stack.add(top);
      }
      case SWAP -> stack.add(stack.size() - 1, top);
      case DUP_X1 -> {
        stack.add(stack.size() - 1, top);
        stack.add(top);
      }
      case DUP_X2 -> {
        stack.add(below(2), top);
        stack.add(top);
      }
      case DUP2 -> {
        if (isWide(top)) {
          stack.add(top);
        } else {
          Operand second = stack.getLast();
          stack.add(top);
          stack.add(second);
        }
        stack.add(top);
      }
      case DUP2_X1, DUP2_X2 -> {
        int words = opcode == Opcode.DUP2_X1 ? 1 : 2;
        if (isWide(top)) {
          stack.add(below(words), top);
        } else {
          Operand second = stack.removeLast();
          int at = below(words);
          stack.add(at, top);
          stack.add(at, second);
          stack.add(second);
        }
        stack.add(top);
      }
      default -> throw new IllegalArgumentException("not a stack instruction: " + opcode);
    }
  }

  /// The index of the entry `words` JVM words below the top.
  private int below(int words) {
    var stack = translator.state().stack();
    int index = stack.size();
    for (int left = words; left > 0; ) {
      index--;
      left -= isWide(stack.get(index)) ? 2 : 1;
    }
    return index;
  }

  private static boolean isWide(Operand operand) {
    return Translator.isWide(operand);
  }
}
