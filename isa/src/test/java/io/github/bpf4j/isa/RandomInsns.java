package io.github.bpf4j.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Random instructions, every kind as likely as any other, with edge values more likely than chance.
final class RandomInsns {
  private final RandomGenerator random;
  private final List<Supplier<Insn>> kinds =
      List.of(
          () -> new Insn.Alu(any(Width.values()), any(AluOp.values()), register(), operand()),
          () -> new Insn.Neg(any(Width.values()), register()),
          this::movSx,
          () -> new Insn.Endian(any(Insn.Endian.Kind.values()), any(16, 32, 64), register()),
          this::loadImm64,
          this::load,
          () -> new Insn.Store(any(Size.values()), register(), int16(), register()),
          () -> new Insn.StoreImm(any(Size.values()), register(), int16(), int32()),
          this::atomic,
          this::loadPacket,
          () -> new Insn.Jump(any(int16(), int32())),
          () ->
              new Insn.JumpIf(
                  any(Width.values()), any(Condition.values()), register(), operand(), int16()),
          () -> new Insn.MayGoto(int16()),
          () -> new Insn.Call(int32()),
          () -> new Insn.CallLocal(int32()),
          () -> new Insn.CallKfunc(int32(), int16()),
          Insn.Exit::new);

  RandomInsns(RandomGenerator random) {
    this.random = random;
  }

  Insn next() {
    return kinds.get(random.nextInt(kinds.size())).get();
  }

  List<Insn> program(int maxLength) {
    List<Insn> insns = new ArrayList<>();
    int length = random.nextInt(maxLength + 1);
    for (int i = 0; i < length; i++) {
      insns.add(next());
    }
    return insns;
  }

  private Insn movSx() {
    Width width = any(Width.values());
    int bits = width == Width.W64 ? any(8, 16, 32) : any(8, 16);
    return new Insn.MovSx(width, bits, register(), register());
  }

  private Insn loadImm64() {
    Pseudo pseudo = any(Pseudo.values());
    return new Insn.LoadImm64(register(), pseudo, int32(), pseudo.usesNextImm() ? int32() : 0);
  }

  private Insn load() {
    boolean signExtend = random.nextBoolean();
    Size size = signExtend ? any(Size.B, Size.H, Size.W) : any(Size.values());
    return new Insn.Load(size, signExtend, register(), register(), int16());
  }

  private Insn atomic() {
    AtomicOp op = any(AtomicOp.values());
    boolean fetch = op.allowsFetch(true) && (!op.allowsFetch(false) || random.nextBoolean());
    Size size = op.anySize() ? any(Size.values()) : any(Size.W, Size.DW);
    return new Insn.Atomic(size, op, fetch, register(), int16(), register());
  }

  private Insn loadPacket() {
    Optional<Register> index = random.nextBoolean() ? Optional.of(register()) : Optional.empty();
    return new Insn.LoadPacket(any(Size.B, Size.H, Size.W), index, int32());
  }

  private Register register() {
    return any(Register.values());
  }

  private Operand operand() {
    return random.nextBoolean() ? Operand.of(register()) : Operand.of(int32());
  }

  private short int16() {
    return random.nextInt(3) == 0
        ? (short) (int) any(0, 1, -1, (int) Short.MIN_VALUE, (int) Short.MAX_VALUE)
        : (short) random.nextInt();
  }

  private int int32() {
    return random.nextInt(3) == 0
        ? any(0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE)
        : random.nextInt();
  }

  private int any(short first, int second) {
    return random.nextBoolean() ? first : second;
  }

  @SafeVarargs
  private <T> T any(T... values) {
    return values[random.nextInt(values.length)];
  }
}
