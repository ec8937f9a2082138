package io.github.bpf4j.isa;

import io.github.bpf4j.isa.Operands.Address;
import io.github.bpf4j.isa.Operands.TypedAddress;
import io.github.bpf4j.isa.Operands.View;
import io.github.bpf4j.isa.Tokens.SyntaxException;
import io.github.bpf4j.isa.Tokens.Token;

/// The parser of one instruction, by recursive descent.
final class Statement {
  private final Tokens tokens;
  private final Operands operands;

  private Statement(Tokens tokens, Operands operands) {
    this.tokens = tokens;
    this.operands = operands;
  }

  /// Parses what is left of the line, which is not empty.
  static Insn parse(Tokens tokens, Operands.Labels labels) throws SyntaxException {
    int column = tokens.peek().column();
    try {
      Insn insn = new Statement(tokens, new Operands(tokens, labels)).statement();
      if (!tokens.atEnd()) {
        throw tokens.expected("the end of the line");
      }
      return insn;
    } catch (IllegalArgumentException e) {
      throw new SyntaxException(column, String.valueOf(e.getMessage()));
    }
  }

  private Insn statement() throws SyntaxException {
    Token first = tokens.peek();
    if (View.of(first.text()).isPresent()) {
      return new Assignment(tokens, operands, operands.view()).parse();
    }
    tokens.take();
    return switch (first.text()) {
      case "exit" -> new Insn.Exit();
      case "goto", "gotol" -> new Insn.Jump(operands.target(false));
      case "may_goto" -> new Insn.MayGoto((short) operands.target(true));
      case "if" -> jumpIf();
      case "call" -> call();
      case "lock" -> {
        tokens.expect("*");
        yield atomic(operands.typedAddress());
      }
      case "*" -> store(operands.typedAddress());
      case "store_release" -> storeRelease();
      case "ld_pseudo" -> ldPseudo();
      default ->
          throw new SyntaxException(
              first.column(),
              "expected an instruction (a register, *(, lock, if, goto, gotol, may_goto, call,"
                  + " exit), found "
                  + first);
    };
  }

  private Insn jumpIf() throws SyntaxException {
    View dst = operands.view();
    Condition condition = condition();
    Operand src = operands.operand(dst.width());
    tokens.expect("goto");
    return new Insn.JumpIf(
        dst.width(), condition, dst.register(), src, (short) operands.target(true));
  }

  private Condition condition() throws SyntaxException {
    for (Condition condition : Condition.values()) {
      if (tokens.accept(condition.symbol())) {
        return condition;
      }
    }
    throw tokens.expected("a condition (== != > >= < <= s> s>= s< s<= &)");
  }

  private Insn call() throws SyntaxException {
    if (tokens.peek().is("kfunc") && tokens.peekSecond().is("[")) {
      tokens.expect("kfunc", "[");
      int id = operands.int32("a BTF id");
      short fdIndex =
          tokens.accept(",")
              ? (short) tokens.expectNumber("an index", Short.MIN_VALUE, Short.MAX_VALUE)
              : 0;
      tokens.expect("]");
      return new Insn.CallKfunc(id, fdIndex);
    }
    if (tokens.atNumber()) {
      return new Insn.Call(operands.int32("a helper's number"));
    }
    if (tokens.peek().kind() != Token.Kind.WORD) {
      throw tokens.expected("a helper's number, a label, pc+3 or kfunc[7]");
    }
    return new Insn.CallLocal(operands.target(false));
  }

  private Insn store(TypedAddress to) throws SyntaxException {
    operands.requireUnsigned(to);
    Size size = to.type().size();
    Address address = to.address();
    tokens.expect("=");
    if (tokens.atNumber()) {
      // The bytes that a short store drops may be written either way.
      long max = size == Size.DW ? Integer.MAX_VALUE : 0xffff_ffffL;
      int imm = (int) tokens.expectNumber("a constant", Integer.MIN_VALUE, max);
      return new Insn.StoreImm(size, address.base(), address.offset(), imm);
    }
    return new Insn.Store(size, address.base(), address.offset(), operands.value(size));
  }

  private Insn atomic(TypedAddress at) throws SyntaxException {
    operands.requireUnsigned(at);
    Token symbol = tokens.take();
    AtomicOp op =
        switch (symbol.text()) {
          case "+=" -> AtomicOp.ADD;
          case "|=" -> AtomicOp.OR;
          case "&=" -> AtomicOp.AND;
          case "^=" -> AtomicOp.XOR;
          default ->
              throw new SyntaxException(
                  symbol.column(), "expected += |= &= or ^=, found " + symbol);
        };
    return at.address().atomic(at.type().size(), op, false, operands.value(at.type().size()));
  }

  private Insn storeRelease() throws SyntaxException {
    tokens.expect("(");
    TypedAddress at = operands.typedAddress();
    operands.requireUnsigned(at);
    tokens.expect(",");
    Register value = operands.value(at.type().size());
    tokens.expect(")");
    return at.address().atomic(at.type().size(), AtomicOp.STORE_REL, false, value);
  }

  /// `ld_pseudo r1, 1, 5`, as LLVM writes it: the constant unsigned, and no room for the second immediate.
  private Insn ldPseudo() throws SyntaxException {
    Register dst = operands.register64();
    tokens.expect(",");
    int pseudo = (int) tokens.expectNumber("a kind", 1, 6);
    tokens.expect(",");
    int imm = (int) tokens.expectNumber("a constant", Integer.MIN_VALUE, 0xffff_ffffL);
    return new Insn.LoadImm64(dst, Pseudo.of(pseudo), imm, 0);
  }
}
