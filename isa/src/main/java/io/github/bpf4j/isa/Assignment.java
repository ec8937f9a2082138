package io.github.bpf4j.isa;

import io.github.bpf4j.isa.Operands.AccessType;
import io.github.bpf4j.isa.Operands.Address;
import io.github.bpf4j.isa.Operands.TypedAddress;
import io.github.bpf4j.isa.Operands.View;
import io.github.bpf4j.isa.Tokens.SyntaxException;
import io.github.bpf4j.isa.Tokens.Token;
import java.util.Optional;

/// The parser of `register = ...` and `register op= ...`.
final class Assignment {
  private final Tokens tokens;
  private final Operands operands;
  private final View dst;

  Assignment(Tokens tokens, Operands operands, View dst) {
    this.tokens = tokens;
    this.operands = operands;
    this.dst = dst;
  }

  Insn parse() throws SyntaxException {
    for (AluOp op : AluOp.values()) {
      if (op != AluOp.MOV && tokens.accept(op.symbol())) {
        return new Insn.Alu(dst.width(), op, dst.register(), operands.operand(dst.width()));
      }
    }
    if (!tokens.accept("=")) {
      throw tokens.expected("= or an operator (+= -= *= /= s/= %= s%= |= &= ^= <<= >>= s>>=)");
    }
    Token first = tokens.peek();
    if (tokens.atNumber()) {
      return constant();
    }
    if (View.of(first.text()).isPresent()) {
      return new Insn.Alu(dst.width(), AluOp.MOV, dst.register(), operands.operand(dst.width()));
    }
    tokens.take();
    return switch (first.text()) {
      case "-" -> {
        operands.same(dst);
        yield new Insn.Neg(dst.width(), dst.register());
      }
      case "(" -> signExtension();
      case "*" -> load();
      case "map", "btf", "subprog" -> reference(first);
      default -> call(first);
    };
  }

  private Insn constant() throws SyntaxException {
    if (dst.width() == Width.W64 && tokens.last().is("ll")) {
      long value = tokens.expectNumber64("a 64-bit constant");
      tokens.expect("ll");
      return Insn.LoadImm64.of(dst.register(), value);
    }
    return new Insn.Alu(dst.width(), AluOp.MOV, dst.register(), operands.operand(dst.width()));
  }

  /// `(s8)r2`, after the parenthesis.
  private Insn signExtension() throws SyntaxException {
    Token at = tokens.peek();
    AccessType type = operands.type();
    if (!type.signed()) {
      throw new SyntaxException(at.column(), "expected s8, s16 or s32, found " + at);
    }
    tokens.expect(")");
    Register src = operands.register(dst.width());
    return new Insn.MovSx(dst.width(), type.size().bits(), dst.register(), src);
  }

  /// `(u32 *)(r1 + 4)` or `(u16 *)skb[r3 + 4]`, after the star.
  private Insn load() throws SyntaxException {
    tokens.expect("(");
    Token at = tokens.peek();
    AccessType type = operands.type();
    tokens.expect("*", ")");
    if (tokens.accept("skb")) {
      return loadPacket(type, at);
    }
    tokens.expect("(");
    Address from = operands.address();
    tokens.expect(")");
    if (dst.width() == Width.W32 && (type.signed() || type.size() == Size.DW)) {
      throw new SyntaxException(
          at.column(), "a load of %s fills all 64 bits: load into r, not w".formatted(at));
    }
    return new Insn.Load(type.size(), type.signed(), dst.register(), from.base(), from.offset());
  }

  private Insn loadPacket(AccessType type, Token at) throws SyntaxException {
    if (dst.register() != Register.R0 || type.signed()) {
      throw new SyntaxException(
          at.column(), "a packet load is r0 = *(u8 *)skb[...], of u8, u16 or u32");
    }
    tokens.expect("[");
    Optional<Register> index = Optional.empty();
    int offset = 0;
    if (tokens.atNumber()) {
      offset = operands.int32("an offset");
    } else {
      index = Optional.of(operands.register64());
      if (!tokens.peek().is("]")) {
        offset = operands.int32("an offset");
      }
    }
    tokens.expect("]");
    return new Insn.LoadPacket(type.size(), index, offset);
  }

  /// What looks like a function of registers: byte swaps and atomic operations.
  private Insn call(Token name) throws SyntaxException {
    return switch (name.text()) {
      case "le16", "le32", "le64" -> endian(Insn.Endian.Kind.TO_LE, name);
      case "be16", "be32", "be64" -> endian(Insn.Endian.Kind.TO_BE, name);
      case "bswap16", "bswap32", "bswap64" -> endian(Insn.Endian.Kind.BSWAP, name);
      case "atomic_fetch_add" -> fetch(AtomicOp.ADD);
      case "atomic_fetch_or" -> fetch(AtomicOp.OR);
      case "atomic_fetch_and" -> fetch(AtomicOp.AND);
      case "atomic_fetch_xor" -> fetch(AtomicOp.XOR);
      case "load_acquire" -> loadAcquire();
      case "xchg_64" -> exchange(AtomicOp.XCHG, Size.DW, name);
      case "xchg32_32" -> exchange(AtomicOp.XCHG, Size.W, name);
      case "cmpxchg_64" -> exchange(AtomicOp.CMPXCHG, Size.DW, name);
      case "cmpxchg32_32" -> exchange(AtomicOp.CMPXCHG, Size.W, name);
      default ->
          throw new SyntaxException(
              name.column(),
              "expected a register, a constant, *(, -, (s8), be16, bswap16, atomic_fetch_add,"
                  + " xchg_64, map[, found "
                  + name);
    };
  }

  private Insn endian(Insn.Endian.Kind kind, Token name) throws SyntaxException {
    if (dst.width() == Width.W32) {
      throw new SyntaxException(name.column(), name + " sets all 64 bits: write r, not w");
    }
    operands.same(dst);
    int bits = Integer.parseInt(name.text().replaceAll("\\D", ""));
    return new Insn.Endian(kind, bits, dst.register());
  }

  private Insn fetch(AtomicOp op) throws SyntaxException {
    tokens.expect("(");
    TypedAddress at = operands.typedAddress();
    operands.requireUnsigned(at);
    requireWidth(at);
    tokens.expect(",");
    operands.same(dst);
    tokens.expect(")");
    return at.address().atomic(at.type().size(), op, true, dst.register());
  }

  private Insn loadAcquire() throws SyntaxException {
    tokens.expect("(");
    TypedAddress at = operands.typedAddress();
    operands.requireUnsigned(at);
    requireWidth(at);
    tokens.expect(")");
    return at.address().atomic(at.type().size(), AtomicOp.LOAD_ACQ, true, dst.register());
  }

  private void requireWidth(TypedAddress at) throws SyntaxException {
    if ((at.type().size() == Size.DW) != (dst.width() == Width.W64)) {
      throw new SyntaxException(at.column(), "8 bytes go with r registers, fewer with w registers");
    }
  }

  private Insn exchange(AtomicOp op, Size size, Token name) throws SyntaxException {
    if ((size == Size.DW) != (dst.width() == Width.W64)) {
      throw new SyntaxException(
          name.column(), "xchg_64 goes with r registers, xchg32_32 with w registers");
    }
    tokens.expect("(");
    Address address = operands.address();
    tokens.expect(",");
    if (op == AtomicOp.XCHG) {
      operands.same(dst);
      tokens.expect(")");
      return address.atomic(size, op, true, dst.register());
    }
    if (dst.register() != Register.R0) {
      throw new SyntaxException(name.column(), "the result of a compare-and-exchange is in r0");
    }
    operands.same(dst);
    tokens.expect(",");
    Register value = operands.register(dst.width());
    tokens.expect(")");
    return address.atomic(size, op, true, value);
  }

  /// `map[fd:5]`, `map[idx:5][0]+8`, `btf[id:7, fd:0]`, `subprog[+3]`, after the first word.
  private Insn reference(Token kind) throws SyntaxException {
    if (dst.width() == Width.W32) {
      throw new SyntaxException(kind.column(), "an address has 64 bits: write r, not w");
    }
    tokens.expect("[");
    return switch (kind.text()) {
      case "subprog" -> {
        int offset = operands.target(false);
        tokens.expect("]");
        yield loadImm64(Pseudo.FUNC, offset, 0);
      }
      case "btf" -> {
        tokens.expect("id", ":");
        int id = operands.int32("a BTF id");
        tokens.expect(",", "fd", ":");
        int fd = operands.int32("a file descriptor");
        tokens.expect("]");
        yield loadImm64(Pseudo.BTF_ID, id, fd);
      }
      default -> map();
    };
  }

  private Insn map() throws SyntaxException {
    boolean index = tokens.peek().is("idx");
    tokens.expect(index ? "idx" : "fd", ":");
    int number = operands.int32("a number");
    tokens.expect("]");
    if (!tokens.accept("[")) {
      return loadImm64(index ? Pseudo.MAP_IDX : Pseudo.MAP_FD, number, 0);
    }
    tokens.expect("0", "]");
    int offset = tokens.atEnd() ? 0 : operands.int32("an offset");
    return loadImm64(index ? Pseudo.MAP_IDX_VALUE : Pseudo.MAP_VALUE, number, offset);
  }

  private Insn loadImm64(Pseudo pseudo, int imm, int nextImm) {
    return new Insn.LoadImm64(dst.register(), pseudo, imm, nextImm);
  }
}
