package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Programs that a program can go on in: an array that user space fills with loaded programs.
/// ```java
/// static final BpfTailCalls PARSERS = BpfTailCalls.of(256);
///
/// return PARSERS.call(ctx, ip.protocol().number(), XdpAction.PASS);
/// ```
/// A tail call does not come back: the other program's verdict is the packet's. It sees the packet as
/// this one left it, and nothing else of it: not its local variables, and of maps its own. So a program of
/// many parts is verified part by part, and parts are exchanged while it runs.
///
/// Source: `BPF_MAP_TYPE_PROG_ARRAY`, `bpf_tail_call` in `include/uapi/linux/bpf.h` (Linux 4.2).
public final class BpfTailCalls extends BpfMap {
  /// The most tail calls for one packet (`MAX_TAIL_CALL_CNT`).
  public static final int MAX_CALLS = 33;

  private static final ScopedValue<Integer> CALLS = ScopedValue.newInstance();

  private final ProgramSource source;

  private BpfTailCalls(int length, @Nullable MapPrograms bound) {
    super(
        new MapSpecification(
            MapSpecification.Kind.PROG_ARRAY, Integer.class, Integer.class, length));
    this.source = new ProgramSource(specification(), bound);
  }

  /// An array of `length` places, all empty.
  ///
  /// @throws IllegalArgumentException if `length` is below 1
  public static BpfTailCalls of(int length) {
    return new BpfTailCalls(length, null);
  }

  @Override
  ProgramSource source() {
    return source;
  }

  /// The same array over other programs: for runtimes.
  public BpfTailCalls bind(MapPrograms programs) {
    return new BpfTailCalls(length(), programs);
  }

  /// How many places there are.
  public int length() {
    return specification().maxEntries();
  }

  /// Goes on in the program at `index`. A program returns the result at once, as there is nothing that it
  /// could do after that.
  ///
  /// @return the other program's verdict; `otherwise` if there is no program, or [#MAX_CALLS] were called for
  ///     this packet
  public XdpAction call(XdpContext ctx, int index, XdpAction otherwise) {
    var program = source.now().get(index);
    int calls = CALLS.orElse(0);
    if (program == null || calls == MAX_CALLS) {
      return otherwise;
    }
    return ScopedValue.where(CALLS, calls + 1).call(() -> XdpAction.of(program.run(ctx.packet())));
  }

  /// Stores `program`, loaded in the same runtime, at `index`; it is to stay open as long as it is there.
  /// User space only.
  ///
  /// @return false if there is no such index
  /// @throws IllegalArgumentException if the program runs somewhere else
  public boolean set(int index, XdpProgram program) {
    return source.now().set(index, program);
  }

  /// Takes out the program at `index`. User space only.
  ///
  /// @return whether there was one
  public boolean clear(int index) {
    return source.now().clear(index);
  }
}
