package io.github.bpf4j.isa;

import io.github.bpf4j.isa.Tokens.SyntaxException;
import io.github.bpf4j.isa.Tokens.Token;
import java.util.Optional;

/// The parser of what instructions are made of: registers, constants, addresses, places in the code.
final class Operands {
  /// Where labels are.
  interface Labels {
    /// The offset, in slots, from the next instruction to the label.
    int offset(Token label) throws SyntaxException;
  }

  private static final String REGISTER = "a register (r0 to r10, or w0 to w10 for its low 32 bits)";

  private final Tokens tokens;
  private final Labels labels;

  Operands(Tokens tokens, Labels labels) {
    this.tokens = tokens;
    this.labels = labels;
  }

  /// A register as an operand of some width.
  record View(Register register, Width width) {
    static Optional<View> of(String name) {
      if (!name.matches("[rw](\\d|10)")) {
        return Optional.empty();
      }
      return Optional.of(
          new View(
              Register.of(Integer.parseInt(name.substring(1))),
              name.startsWith("w") ? Width.W32 : Width.W64));
    }
  }

  /// The type in front of an address: `u8` to `u64`, `s8` to `s64`.
  record AccessType(Size size, boolean signed) {}

  /// `r1 + 4`.
  record Address(Register base, short offset) {
    Insn atomic(Size size, AtomicOp op, boolean fetch, Register value) {
      return new Insn.Atomic(size, op, fetch, base, offset, value);
    }
  }

  /// A type, an address, and the column of the type.
  record TypedAddress(AccessType type, Address address, int column) {}

  View view() throws SyntaxException {
    Optional<View> view = View.of(tokens.peek().text());
    if (view.isEmpty()) {
      throw tokens.expected(REGISTER);
    }
    tokens.take();
    return view.get();
  }

  Register register(Width width) throws SyntaxException {
    Token token = tokens.peek();
    View view = view();
    if (view.width() != width) {
      throw new SyntaxException(
          token.column(),
          "expected %s, as wide as the other operand, found %s"
              .formatted(width.name(view.register()), token));
    }
    return view.register();
  }

  Register register64() throws SyntaxException {
    return register(Width.W64);
  }

  /// The destination again.
  void same(View dst) throws SyntaxException {
    String name = dst.width().name(dst.register());
    if (!tokens.accept(name)) {
      throw tokens.expected(name + " again: the result goes where the operand was");
    }
  }

  Operand operand(Width width) throws SyntaxException {
    if (!tokens.atNumber()) {
      if (View.of(tokens.peek().text()).isEmpty()) {
        throw tokens.expected("a register or a constant");
      }
      return Operand.of(register(width));
    }
    // Of 64 bits, 0xffffffff would silently become -1.
    long max = width == Width.W32 ? 0xffff_ffffL : Integer.MAX_VALUE;
    return Operand.of((int) tokens.expectNumber("a constant", Integer.MIN_VALUE, max));
  }

  int int32(String what) throws SyntaxException {
    return (int) tokens.expectNumber(what, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  void requireUnsigned(TypedAddress at) throws SyntaxException {
    if (at.type().signed()) {
      throw new SyntaxException(at.column(), "only a load extends a sign; write u8, u16, u32, u64");
    }
  }

  /// `(u32 *)(r1 + 4)`.
  TypedAddress typedAddress() throws SyntaxException {
    tokens.expect("(");
    int column = tokens.peek().column();
    AccessType type = type();
    tokens.expect("*", ")", "(");
    Address address = address();
    tokens.expect(")");
    return new TypedAddress(type, address, column);
  }

  AccessType type() throws SyntaxException {
    Token token = tokens.peek();
    if (!token.text().matches("[us](8|16|32|64)")) {
      throw tokens.expected("a type (u8, u16, u32, u64, s8, s16, s32)");
    }
    tokens.take();
    int bits = Integer.parseInt(token.text().substring(1));
    return new AccessType(Size.ofBytes(bits / Byte.SIZE), token.text().startsWith("s"));
  }

  /// `r1 + 4`, `r10 - 8`, `r1`.
  Address address() throws SyntaxException {
    Register base = register64();
    if (!tokens.peek().is("+") && !tokens.peek().is("-")) {
      return new Address(base, (short) 0);
    }
    long offset = tokens.expectNumber("an offset", Short.MIN_VALUE, Short.MAX_VALUE);
    return new Address(base, (short) offset);
  }

  /// The register of a value of some size: `r3` or, but for 8 bytes, `w3`.
  Register value(Size size) throws SyntaxException {
    int column = tokens.peek().column();
    View view = view();
    if (size == Size.DW && view.width() == Width.W32) {
      throw new SyntaxException(
          column, "w%d has 4 of the 8 bytes".formatted(view.register().number()));
    }
    return view.register();
  }

  /// A label, or an offset with or without `pc` before it; disassemblers add `<symbol+0x8>`.
  int target(boolean sixteenBits) throws SyntaxException {
    int min = sixteenBits ? Short.MIN_VALUE : Integer.MIN_VALUE;
    int max = sixteenBits ? Short.MAX_VALUE : Integer.MAX_VALUE;
    if (tokens.peek().is("pc") && !tokens.peekSecond().is("")) {
      tokens.take();
    }
    if (tokens.atNumber()) {
      int offset = (int) tokens.expectNumber("a jump offset", min, max);
      if (tokens.accept("<")) {
        while (!tokens.atEnd() && !tokens.accept(">")) {
          tokens.take();
        }
      }
      return offset;
    }
    Token label = tokens.expectWord("a label or an offset such as +3");
    int offset = labels.offset(label);
    if (offset < min || offset > max) {
      throw new SyntaxException(
          label.column(),
          "label %s is %d slots away; this jump reaches %d to %d: jump there with goto"
              .formatted(label, offset, min, max));
    }
    return offset;
  }
}
