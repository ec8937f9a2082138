package io.github.bpf4j.isa;

import io.github.bpf4j.isa.Tokens.SyntaxException;
import io.github.bpf4j.isa.Tokens.Token;
import java.util.Optional;

/// The parser of one instruction, by recursive descent.
final class Statement {
  /// Where labels are.
  interface Labels {
    /// The offset, in slots, from the next instruction to the label.
    int offset(Token label) throws SyntaxException;
  }

  private static final String REGISTER = "a register (r0 to r10, or w0 to w10 for its low 32 bits)";

  private final Tokens tokens;
  private final Labels labels;

  private Statement(Tokens tokens, Labels labels) {
    this.tokens = tokens;
    this.labels = labels;
  }

  /// Parses what is left of the line, which is not empty.
  static Insn parse(Tokens tokens, Labels labels) throws SyntaxException {
    int column = tokens.peek().column();
    try {
      Insn insn = new Statement(tokens, labels).statement();
      if (!tokens.atEnd()) {
        throw tokens.expected("the end of the line");
      }
      return insn;
    } catch (IllegalArgumentException e) {
      throw new SyntaxException(column, String.valueOf(e.getMessage()));
    }
  }

  /// A register as an operand of some width.
  private record View(Register register, Width width) {
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
  private record Type(Size size, boolean signed) {}

  private record Address(Register base, short offset) {}

  private Insn statement() throws SyntaxException {
    Token first = tokens.peek();
    if (View.of(first.text()).isPresent()) {
      return assignment();
    }
    tokens.take();
    return switch (first.text()) {
      case "exit" -> new Insn.Exit();
      case "goto", "gotol" -> new Insn.Jump(target(false));
      case "may_goto" -> new Insn.MayGoto((short) target(true));
      case "if" -> jumpIf();
      case "call" -> call();
      case "lock" -> {
        tokens.expect("*");
        yield atomic(typedAddress());
      }
      case "*" -> store(typedAddress());
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

  // Jumps and calls

  private Insn jumpIf() throws SyntaxException {
    View dst = view();
    Condition condition = condition();
    Operand src = operand(dst.width());
    tokens.expect("goto");
    return new Insn.JumpIf(dst.width(), condition, dst.register(), src, (short) target(true));
  }

  private Condition condition() throws SyntaxException {
    for (Condition condition : Condition.values()) {
      if (tokens.accept(condition.symbol())) {
        return condition;
      }
    }
    throw tokens.expected("a condition (== != > >= < <= s> s>= s< s<= &)");
  }

  /// A label, or an offset with or without `pc` before it; disassemblers add `<symbol+0x8>`.
  private int target(boolean sixteenBits) throws SyntaxException {
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

  private Insn call() throws SyntaxException {
    if (tokens.peek().is("kfunc") && tokens.peekSecond().is("[")) {
      tokens.expect("kfunc", "[");
      int id = int32("a BTF id");
      short fdIndex =
          tokens.accept(",")
              ? (short) tokens.expectNumber("an index", Short.MIN_VALUE, Short.MAX_VALUE)
              : 0;
      tokens.expect("]");
      return new Insn.CallKfunc(id, fdIndex);
    }
    if (tokens.atNumber()) {
      return new Insn.Call(int32("a helper's number"));
    }
    if (tokens.peek().kind() != Token.Kind.WORD) {
      throw tokens.expected("a helper's number, a label, pc+3 or kfunc[7]");
    }
    return new Insn.CallLocal(target(false));
  }

  // Memory

  private Insn store(TypedAddress to) throws SyntaxException {
    requireUnsigned(to);
    Size size = to.type().size();
    Address address = to.address();
    tokens.expect("=");
    if (tokens.atNumber()) {
      // The bytes that a short store drops may be written either way.
      long max = size == Size.DW ? Integer.MAX_VALUE : 0xffff_ffffL;
      int imm = (int) tokens.expectNumber("a constant", Integer.MIN_VALUE, max);
      return new Insn.StoreImm(size, address.base(), address.offset(), imm);
    }
    return new Insn.Store(size, address.base(), address.offset(), value(size));
  }

  private Insn atomic(TypedAddress at) throws SyntaxException {
    requireUnsigned(at);
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
    return atomic(at.type().size(), op, false, at.address(), value(at.type().size()));
  }

  private static Insn atomic(
      Size size, AtomicOp op, boolean fetch, Address address, Register value) {
    return new Insn.Atomic(size, op, fetch, address.base(), address.offset(), value);
  }

  private Insn storeRelease() throws SyntaxException {
    tokens.expect("(");
    TypedAddress at = typedAddress();
    requireUnsigned(at);
    tokens.expect(",");
    Register value = value(at.type().size());
    tokens.expect(")");
    return atomic(at.type().size(), AtomicOp.STORE_REL, false, at.address(), value);
  }

  /// The register of a value of some size: `r3` or, but for 8 bytes, `w3`.
  private Register value(Size size) throws SyntaxException {
    int column = tokens.peek().column();
    View view = view();
    if (size == Size.DW && view.width() == Width.W32) {
      throw new SyntaxException(
          column, "w%d has 4 of the 8 bytes".formatted(view.register().number()));
    }
    return view.register();
  }

  private record TypedAddress(Type type, Address address, int column) {}

  private void requireUnsigned(TypedAddress at) throws SyntaxException {
    if (at.type().signed()) {
      throw new SyntaxException(at.column(), "only a load extends a sign; write u8, u16, u32, u64");
    }
  }

  /// `(u32 *)(r1 + 4)`.
  private TypedAddress typedAddress() throws SyntaxException {
    tokens.expect("(");
    int column = tokens.peek().column();
    Type type = type();
    tokens.expect("*", ")", "(");
    Address address = address();
    tokens.expect(")");
    return new TypedAddress(type, address, column);
  }

  private Type type() throws SyntaxException {
    Token token = tokens.peek();
    if (!token.text().matches("[us](8|16|32|64)")) {
      throw tokens.expected("a type (u8, u16, u32, u64, s8, s16, s32)");
    }
    tokens.take();
    int bits = Integer.parseInt(token.text().substring(1));
    return new Type(Size.ofBytes(bits / Byte.SIZE), token.text().startsWith("s"));
  }

  /// `r1 + 4`, `r10 - 8`, `r1`.
  private Address address() throws SyntaxException {
    Register base = register64();
    if (!tokens.peek().is("+") && !tokens.peek().is("-")) {
      return new Address(base, (short) 0);
    }
    long offset = tokens.expectNumber("an offset", Short.MIN_VALUE, Short.MAX_VALUE);
    return new Address(base, (short) offset);
  }

  // A register and what becomes of it

  private Insn assignment() throws SyntaxException {
    View dst = view();
    for (AluOp op : AluOp.values()) {
      if (op != AluOp.MOV && tokens.accept(op.symbol())) {
        return new Insn.Alu(dst.width(), op, dst.register(), operand(dst.width()));
      }
    }
    if (!tokens.accept("=")) {
      throw tokens.expected("= or an operator (+= -= *= /= s/= %= s%= |= &= ^= <<= >>= s>>=)");
    }
    Token first = tokens.peek();
    if (tokens.atNumber()) {
      return constant(dst);
    }
    if (View.of(first.text()).isPresent()) {
      return new Insn.Alu(dst.width(), AluOp.MOV, dst.register(), operand(dst.width()));
    }
    tokens.take();
    return switch (first.text()) {
      case "-" -> {
        same(dst);
        yield new Insn.Neg(dst.width(), dst.register());
      }
      case "(" -> signExtension(dst);
      case "*" -> load(dst);
      case "map", "btf", "subprog" -> new Reference(first, dst).parse();
      default -> call(first, dst);
    };
  }

  private Insn constant(View dst) throws SyntaxException {
    if (dst.width() == Width.W64 && endsWithLl()) {
      long value = tokens.expectNumber64("a 64-bit constant");
      tokens.expect("ll");
      return Insn.LoadImm64.of(dst.register(), value);
    }
    return new Insn.Alu(dst.width(), AluOp.MOV, dst.register(), operand(dst.width()));
  }

  private boolean endsWithLl() {
    return tokens.last().is("ll");
  }

  /// `(s8)r2`, after the parenthesis.
  private Insn signExtension(View dst) throws SyntaxException {
    Token at = tokens.peek();
    Type type = type();
    if (!type.signed()) {
      throw new SyntaxException(at.column(), "expected s8, s16 or s32, found " + at);
    }
    tokens.expect(")");
    Register src = register(dst.width());
    return new Insn.MovSx(dst.width(), type.size().bits(), dst.register(), src);
  }

  /// `(u32 *)(r1 + 4)` or `(u16 *)skb[r3 + 4]`, after the star.
  private Insn load(View dst) throws SyntaxException {
    tokens.expect("(");
    Token at = tokens.peek();
    Type type = type();
    tokens.expect("*", ")");
    if (tokens.accept("skb")) {
      return loadPacket(dst, type, at);
    }
    tokens.expect("(");
    Address from = address();
    tokens.expect(")");
    if (dst.width() == Width.W32 && (type.signed() || type.size() == Size.DW)) {
      throw new SyntaxException(
          at.column(), "a load of %s fills all 64 bits: load into r, not w".formatted(at));
    }
    return new Insn.Load(type.size(), type.signed(), dst.register(), from.base(), from.offset());
  }

  private Insn loadPacket(View dst, Type type, Token at) throws SyntaxException {
    if (dst.register() != Register.R0 || type.signed()) {
      throw new SyntaxException(
          at.column(), "a packet load is r0 = *(u8 *)skb[...], of u8, u16 or u32");
    }
    tokens.expect("[");
    Optional<Register> index = Optional.empty();
    int offset = 0;
    if (tokens.atNumber()) {
      offset = int32("an offset");
    } else {
      index = Optional.of(register64());
      if (!tokens.peek().is("]")) {
        offset = int32("an offset");
      }
    }
    tokens.expect("]");
    return new Insn.LoadPacket(type.size(), index, offset);
  }

  /// What looks like a function of registers: byte swaps and atomic operations.
  private Insn call(Token name, View dst) throws SyntaxException {
    return switch (name.text()) {
      case "le16", "le32", "le64" -> endian(Insn.Endian.Kind.TO_LE, name, dst);
      case "be16", "be32", "be64" -> endian(Insn.Endian.Kind.TO_BE, name, dst);
      case "bswap16", "bswap32", "bswap64" -> endian(Insn.Endian.Kind.BSWAP, name, dst);
      case "atomic_fetch_add" -> fetch(AtomicOp.ADD, dst);
      case "atomic_fetch_or" -> fetch(AtomicOp.OR, dst);
      case "atomic_fetch_and" -> fetch(AtomicOp.AND, dst);
      case "atomic_fetch_xor" -> fetch(AtomicOp.XOR, dst);
      case "load_acquire" -> loadAcquire(dst);
      case "xchg_64" -> exchange(AtomicOp.XCHG, Size.DW, name, dst);
      case "xchg32_32" -> exchange(AtomicOp.XCHG, Size.W, name, dst);
      case "cmpxchg_64" -> exchange(AtomicOp.CMPXCHG, Size.DW, name, dst);
      case "cmpxchg32_32" -> exchange(AtomicOp.CMPXCHG, Size.W, name, dst);
      default ->
          throw new SyntaxException(
              name.column(),
              "expected a register, a constant, *(, -, (s8), be16, bswap16, atomic_fetch_add,"
                  + " xchg_64, map[, found "
                  + name);
    };
  }

  private Insn endian(Insn.Endian.Kind kind, Token name, View dst) throws SyntaxException {
    if (dst.width() == Width.W32) {
      throw new SyntaxException(name.column(), name + " sets all 64 bits: write r, not w");
    }
    same(dst);
    int bits = Integer.parseInt(name.text().replaceAll("\\D", ""));
    return new Insn.Endian(kind, bits, dst.register());
  }

  private Insn fetch(AtomicOp op, View dst) throws SyntaxException {
    tokens.expect("(");
    TypedAddress at = typedAddress();
    requireUnsigned(at);
    requireWidth(at, dst);
    tokens.expect(",");
    same(dst);
    tokens.expect(")");
    return atomic(at.type().size(), op, true, at.address(), dst.register());
  }

  private Insn loadAcquire(View dst) throws SyntaxException {
    tokens.expect("(");
    TypedAddress at = typedAddress();
    requireUnsigned(at);
    requireWidth(at, dst);
    tokens.expect(")");
    return atomic(at.type().size(), AtomicOp.LOAD_ACQ, true, at.address(), dst.register());
  }

  private void requireWidth(TypedAddress at, View dst) throws SyntaxException {
    if ((at.type().size() == Size.DW) != (dst.width() == Width.W64)) {
      throw new SyntaxException(at.column(), "8 bytes go with r registers, fewer with w registers");
    }
  }

  private Insn exchange(AtomicOp op, Size size, Token name, View dst) throws SyntaxException {
    if ((size == Size.DW) != (dst.width() == Width.W64)) {
      throw new SyntaxException(
          name.column(), "xchg_64 goes with r registers, xchg32_32 with w registers");
    }
    tokens.expect("(");
    Address address = address();
    tokens.expect(",");
    if (op == AtomicOp.XCHG) {
      same(dst);
      tokens.expect(")");
      return atomic(size, op, true, address, dst.register());
    }
    if (dst.register() != Register.R0) {
      throw new SyntaxException(name.column(), "the result of a compare-and-exchange is in r0");
    }
    same(dst);
    tokens.expect(",");
    Register value = register(dst.width());
    tokens.expect(")");
    return atomic(size, op, true, address, value);
  }

  // 64-bit loads of other things than numbers

  /// `map[fd:5]`, `map[idx:5][0]+8`, `btf[id:7, fd:0]`, `subprog[+3]`.
  private final class Reference {
    private final Token kind;
    private final View dst;

    Reference(Token kind, View dst) {
      this.kind = kind;
      this.dst = dst;
    }

    Insn parse() throws SyntaxException {
      if (dst.width() == Width.W32) {
        throw new SyntaxException(kind.column(), "an address has 64 bits: write r, not w");
      }
      tokens.expect("[");
      return switch (kind.text()) {
        case "subprog" -> {
          int offset = target(false);
          tokens.expect("]");
          yield load(Pseudo.FUNC, offset, 0);
        }
        case "btf" -> {
          tokens.expect("id", ":");
          int id = int32("a BTF id");
          tokens.expect(",", "fd", ":");
          int fd = int32("a file descriptor");
          tokens.expect("]");
          yield load(Pseudo.BTF_ID, id, fd);
        }
        default -> map();
      };
    }

    private Insn map() throws SyntaxException {
      boolean index = tokens.peek().is("idx");
      tokens.expect(index ? "idx" : "fd", ":");
      int number = int32("a number");
      tokens.expect("]");
      if (!tokens.accept("[")) {
        return load(index ? Pseudo.MAP_IDX : Pseudo.MAP_FD, number, 0);
      }
      tokens.expect("0", "]");
      int offset = tokens.atEnd() ? 0 : int32("an offset");
      return load(index ? Pseudo.MAP_IDX_VALUE : Pseudo.MAP_VALUE, number, offset);
    }

    private Insn load(Pseudo pseudo, int imm, int nextImm) {
      return new Insn.LoadImm64(dst.register(), pseudo, imm, nextImm);
    }
  }

  /// `ld_pseudo r1, 1, 5`, as LLVM writes it: the constant unsigned, and no room for the second immediate.
  private Insn ldPseudo() throws SyntaxException {
    Register dst = register64();
    tokens.expect(",");
    int pseudo = (int) tokens.expectNumber("a kind", 1, 6);
    tokens.expect(",");
    int imm = (int) tokens.expectNumber("a constant", Integer.MIN_VALUE, 0xffff_ffffL);
    return new Insn.LoadImm64(dst, Pseudo.of(pseudo), imm, 0);
  }

  // Operands

  private View view() throws SyntaxException {
    Optional<View> view = View.of(tokens.peek().text());
    if (view.isEmpty()) {
      throw tokens.expected(REGISTER);
    }
    tokens.take();
    return view.get();
  }

  private Register register(Width width) throws SyntaxException {
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

  private Register register64() throws SyntaxException {
    return register(Width.W64);
  }

  /// The destination again.
  private void same(View dst) throws SyntaxException {
    String name = dst.width().name(dst.register());
    if (!tokens.accept(name)) {
      throw tokens.expected(name + " again: the result goes where the operand was");
    }
  }

  private Operand operand(Width width) throws SyntaxException {
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

  private int int32(String what) throws SyntaxException {
    return (int) tokens.expectNumber(what, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }
}
