package io.github.bpf4j.agreement.random;

import static io.github.bpf4j.agreement.random.Node.FIXED;
import static io.github.bpf4j.agreement.random.Node.block;
import static io.github.bpf4j.agreement.random.Node.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Makes up a program: the body of a class with one XDP method, valid Java in the subset that the
/// compiler takes. Everything it computes ends in the packet, in the verdict, in a static variable or in
/// a map.
final class ProgramGenerator {
  /// What every program may say.
  private static final String OPERATIONS =
      """
      XdpAction PASS --
      XdpAction DROP --
      XdpAction TX --
      int $.length() -- XdpContext
      int $.u8($) -- PacketSlice index
      int $.u16($) -- PacketSlice index
      int $.i32($) -- PacketSlice index
      int $.u8($) -- PacketSlice index
      long $.u32($) -- PacketSlice index
      long $.i64($) -- PacketSlice index
      void $.setU8($, $); -- PacketSlice index int
      void $.setU16($, $); -- PacketSlice index int
      void $.setI32($, $); -- PacketSlice index int
      void $.setI64($, $); -- PacketSlice index long
      """;

  private static final String LOGS =
      """
      void LOG.info("{} and {}", $, $); -- int long
      void LOG.debug("is {}", $); -- boolean
      void LOG.warn("{} {} {}", $, $, $); -- byte char short
      """;

  private final RandomGenerator random;
  private final Vocabulary vocabulary = new Vocabulary();
  private final Types types;
  private final State state;
  private final Methods methods;

  private ProgramGenerator(RandomGenerator random) {
    this.random = random;
    this.types = new Types(random, vocabulary);
    this.state = new State(random, vocabulary, types);
    this.methods = new Methods(random, vocabulary);
  }

  /// The program that `seed` makes.
  static Node program(long seed) {
    return new ProgramGenerator(new SplittableRandom(seed)).program();
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  /// Does something some times, at most `most`; in half of the programs not at all.
  private void some(int most, Runnable something) {
    if (chance(2)) {
      for (int i = random.nextInt(most) + 1; i > 0; i--) {
        something.run();
      }
    }
  }

  private Node program() {
    vocabulary.add(Primitives.OPERATIONS);
    vocabulary.add(OPERATIONS);
    for (var type : Primitives.TYPES) {
      vocabulary.digest(type, type.equals("boolean") ? "($ ? 1 : 2)" : "$");
      vocabulary.digest(Primitives.box(type), type.equals("boolean") ? "($ ? 1 : 2)" : "$");
    }
    vocabulary.member(
        "Refused",
        statement(
            """
            static final class Refused extends RuntimeException {
              final int code;
              Refused(int code) { this.code = code; }
            }\
            """));
    vocabulary.member(
        "LOG", statement("static final KernelLog LOG = KernelLog.of(Program.class);"));
    if (chance(3)) {
      vocabulary.add(LOGS);
    }
    some(3, state::variable);
    some(2, state::array);
    some(2, types::enumeration);
    some(3, types::record);
    some(2, types::sealed);
    some(2, types::function);
    some(2, () -> types.mutable(false));
    some(2, state::struct);
    some(2, state::hash);
    some(2, state::arrayMap);
    some(1, state::sequence);
    some(1, state::ring);
    some(2, methods::inlined);
    some(2, methods::function);
    some(2, methods::inlined);
    var run = run();
    var all = new ArrayList<>(vocabulary.members(List.of(run)));
    all.add(run);
    return block(all);
  }

  private Node run() {
    var scope = vocabulary.statics().copy();
    scope.constant("XdpContext", "ctx");
    scope.constant("PacketSlice", "p");
    var code = new Statements(random, vocabulary, scope, new Frame("XdpAction"));
    var body = new ArrayList<Node>();
    body.add(new Node(FIXED, "var p = ctx.slice(0, 40);", List.of()));
    int size = scope.size();
    body.add(code.declaration("int"));
    body.add(code.declaration("long"));
    for (int i = random.nextInt(6); i > 0; i--) {
      body.add(code.declaration());
    }
    for (int i = 2 + random.nextInt(6); i > 0; i--) {
      body.add(code.next(3));
    }
    body.add(new Node(FIXED, "long h = 7;", List.of()));
    for (var variable : scope.since(size)) {
      if (!variable.name().contains(".")) {
        for (var number : vocabulary.digest(variable.type(), variable.name())) {
          body.add(statement("h = h * 31 + " + number + ";"));
        }
      }
    }
    body.add(new Node(FIXED, "p.setI64(32, h);", List.of()));
    body.add(
        new Node(
            FIXED,
            """
            return switch ((int) (h >>> 5) & 3) {
            case 0 -> DROP;
            case 1 -> PASS;
            case 2 -> TX;
            default -> REDIRECT;
            };
            """,
            List.of()));
    return new Node(FIXED, "@Xdp static XdpAction run(XdpContext ctx) {\n$}", List.of(block(body)));
  }
}
