package io.github.bpf4j.vm;

import io.github.bpf4j.api.BpfTailCalls;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.vm.map.RingBuffer;
import io.github.bpf4j.vm.memory.Address;
import io.github.bpf4j.vm.memory.Memory;
import io.github.bpf4j.vm.memory.MemoryFault;
import io.github.bpf4j.vm.memory.Region;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One CPU: registers, stack, the packet and what a run holds. Runs one program at a time; allocates nothing in a run, but for
/// maps that it finds within others.
final class Machine {
  private static final int FRAME_BYTES = 512;

  /// How many iterations `may_goto` allows (`BPF_MAX_LOOPS`).
  private static final int MAX_LOOPS = 8 * 1024 * 1024;

  /// What a call keeps for its return: r6 to r9 and the place to go on.
  private static final int SAVED = 5;

  private static final int FIRST_SAVED = 6;
  private static final int FP = 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final int cpu;
  private final Code code;
  private final VmOptions options;
  private final long[] r;
  private final Memory memory;
  private final XdpBuffer xdp;
  private final Region[] stack = new Region[Regions.FRAMES];
  private final byte[][] frames = new byte[Regions.FRAMES][FRAME_BYTES];
  private final Region[] keys = new Region[Regions.FRAMES];
  private final long[] saved = new long[SAVED * Regions.FRAMES];
  private final HeldRecords records;
  private final ReachableMaps reachable;
  private final SpinLock spinLock = new SpinLock();
  private final Timers timers;
  private final HelperCalls helpers;

  private int depth;
  private int loops;
  private int executed;
  private int tailCalls;
  private @Nullable LoadedProgram next;

  Machine(int cpu, Code code, MapTable maps, Timers timers, VmOptions options) {
    this.timers = timers;
    this.cpu = cpu;
    this.code = code;
    this.options = options;
    this.r = code.newRegisterFile();
    Region[] regions = new Region[Regions.MAPS + maps.regions().size()];
    regions[Regions.NULL] = Region.opaque("the null page");
    regions[Regions.CONTEXT] = Region.opaque("the context");
    Region[] packets = new Region[Regions.PACKETS];
    for (int i = 0; i < packets.length; i++) {
      packets[i] = Region.single("the packet");
      regions[Regions.PACKET + i] = packets[i];
    }
    for (int i = 0; i < Regions.FRAMES; i++) {
      stack[i] = Region.single(i == 0 ? "the stack" : "the stack of a called function");
      regions[Regions.STACK + i] = stack[i];
    }
    for (int i = 0; i < Regions.FRAMES; i++) {
      keys[i] = Region.constant("the key of a map's entry");
      regions[Regions.KEYS + i] = keys[i];
    }
    records = new HeldRecords(regions);
    for (int i = 0; i < maps.regions().size(); i++) {
      regions[Regions.MAPS + i] = maps.regions().get(i);
    }
    xdp = new XdpBuffer(Regions.PACKET, packets);
    memory = new Memory(regions, Regions.CONTEXT, xdp);
    reachable = new ReachableMaps(maps, memory);
    helpers = new HelperCalls(this, reachable, options);
  }

  /// Runs the program on a packet.
  ///
  /// @param calls how many tail calls led here
  /// @return the verdict, if there is no [#next] program
  int run(XdpPacket packet, int calls) {
    tailCalls = calls;
    next = null;
    xdp.begin(packet);
    return (int) Interpreter.run(code, this, Address.of(Regions.CONTEXT, 0), 0);
  }

  /// Calls what a timer calls, if the value that has it is there still.
  void expire(Timers.Timer timer) {
    begin(0, 0);
    try {
      byte[] key = new byte[timer.map().definition().keySize()];
      int offset = timer.map().definition().timerOffset();
      if (!timer.map().keyOf(timer.place(), key)
          || memory.loadDoubleWord(timer.value() + offset) != timer.number()) {
        timers.remove(timer);
        return;
      }
      int place = FRAME_BYTES - (key.length + 7 & -8);
      System.arraycopy(key, 0, frames[0], place, key.length);
      long keyAddress = Address.of(Regions.STACK, place);
      timers.calling(timer, true);
      callBack(timer.callback(), timer.mapAddress(), keyAddress, timer.value(), 0, 0);
      end(0);
    } catch (MemoryFault fault) {
      abandon();
      throw code.failure(0, fault);
    } finally {
      timers.calling(timer, false);
    }
  }

  /// The program that the last run goes on in, or null if it gave a verdict.
  @Nullable LoadedProgram next() {
    return next;
  }

  /// Held while a thread runs the machine.
  ReentrantLock lock() {
    return lock;
  }

  int cpu() {
    return cpu;
  }

  /// How many instructions a run may take.
  int wholeBudget() {
    return options.instructionBudget();
  }

  /// How many instructions may still run.
  int budget() {
    return options.instructionBudget() - executed;
  }

  long[] registers() {
    return r;
  }

  Memory memory() {
    return memory;
  }

  XdpBuffer xdp() {
    return xdp;
  }

  HeldRecords records() {
    return records;
  }

  SpinLock spinLock() {
    return spinLock;
  }

  Timers timers() {
    return timers;
  }

  /// How many instructions the last complete run took.
  int executed() {
    return executed;
  }

  // What the interpreter does besides computing.

  void begin(long r1, long r2) {
    Arrays.fill(r, 0, Code.REGISTERS, 0);
    r[1] = r1;
    r[2] = r2;
    reachable.begin();
    depth = 0;
    executed = 0;
    loops = MAX_LOOPS;
    openFrame();
  }

  private void openFrame() {
    Arrays.fill(frames[depth], (byte) 0);
    stack[depth].open(frames[depth], 0, FRAME_BYTES, FRAME_BYTES);
    r[FP] = Address.of(Regions.STACK + depth, FRAME_BYTES);
  }

  void call(int number) {
    r[0] = helpers.call(number, r);
    Arrays.fill(r, 1, 6, 0);
  }

  void callKfunc(int number) {
    r[0] = helpers.kfunc(number, r);
    Arrays.fill(r, 1, 6, 0);
  }

  /// `bpf_tail_call`: whether the run goes on in another program.
  boolean tailCall() {
    var target = helpers.tailCall(r);
    r[0] = 0;
    Arrays.fill(r, 1, 6, 0);
    if (target == null || tailCalls == BpfTailCalls.MAX_CALLS) {
      return false;
    }
    if (depth > 0) {
      throw new MemoryFault(
          "makes a tail call in a called function", "make it in the program's main function");
    }
    next = target;
    return true;
  }

  void enter(int returnTo) {
    spinLock.requireFree();
    if (depth + 1 == Regions.FRAMES) {
      throw new MemoryFault(
          "calls functions %d deep".formatted(Regions.FRAMES + 1),
          "at most 8 functions can be active at the same time");
    }
    int at = depth * SAVED;
    System.arraycopy(r, FIRST_SAVED, saved, at, SAVED - 1);
    saved[at + SAVED - 1] = returnTo;
    depth++;
    openFrame();
  }

  /// Calls a function from within a helper, with up to five arguments.
  ///
  /// @param function its address
  /// @return what it leaves in `r0`
  long callBack(long function, long r1, long r2, long r3, long r4, long r5) {
    long slot = function - Code.FUNCTIONS;
    if (slot < 0 || slot >= code.words().length) {
      throw new MemoryFault(
          "passes 0x%x where a helper wants a function".formatted(function),
          "pass the address of one of the program's functions");
    }
    enter((int) slot);
    r[1] = r1;
    r[2] = r2;
    r[3] = r3;
    r[4] = r4;
    r[5] = r5;
    long result = Interpreter.run(code, this, (int) slot);
    var _ = leave();
    return result;
  }

  /// Lets the function that is called back next, and what it calls, read `key`.
  ///
  /// @return the address of the key
  long lend(byte[] key) {
    keys[depth].open(key, 0, key.length, 0);
    return Address.of(Regions.KEYS + depth, 0);
  }

  /// Takes back what [#lend] gave.
  void takeBack() {
    keys[depth].close();
  }

  /// How many functions wait for another one to return.
  int depth() {
    return depth;
  }

  int leave() {
    stack[depth].close();
    depth--;
    int at = depth * SAVED;
    System.arraycopy(saved, at, r, FIRST_SAVED, SAVED - 1);
    r[FP] = Address.of(Regions.STACK + depth, FRAME_BYTES);
    return (int) saved[at + SAVED - 1];
  }

  boolean loopsAreOver() {
    return loops-- <= 0;
  }

  void end(int instructions) {
    executed += instructions;
    spinLock.requireFree();
    if (depth == 0 && records.any()) {
      throw new MemoryFault(
          "ends while it holds a reserved record of the ring buffer " + records.firstName(),
          "submit or discard every record on every path");
    }
  }

  void abandon() {
    spinLock.abandon(memory);
    records.discardAll();
    for (Region key : keys) {
      key.close();
    }
    while (depth > 0) {
      stack[depth--].close();
    }
  }

  /// The records that a run has reserved and not yet given back, each behind a region.
  static final class HeldRecords {
    private final Region[] regions = new Region[Regions.MAX_RECORDS];
    private final RingBuffer[] owners = new RingBuffer[Regions.MAX_RECORDS];
    private final int[] starts = new int[Regions.MAX_RECORDS];
    private int count;
    private int next;

    private HeldRecords(Region[] all) {
      for (int i = 0; i < regions.length; i++) {
        regions[i] = Region.single("a ring buffer record");
        all[Regions.RECORDS + i] = regions[i];
      }
    }

    /// Takes a record.
    ///
    /// @param at where it begins in the buffer's array
    long hold(RingBuffer owner, int at, int length) {
      if (count == regions.length) {
        owner.commit(at, true);
        throw new MemoryFault(
            "holds more than %d records of ring buffers".formatted(regions.length),
            "submit or discard some first");
      }
      while (starts[next] != 0) {
        next = (next + 1) % regions.length;
      }
      int slot = next;
      next = (next + 1) % regions.length;
      owners[slot] = owner;
      starts[slot] = at;
      count++;
      regions[slot].open(owner.bytes(), at, at + length, at);
      return Address.of(Regions.RECORDS + slot, at);
    }

    /// Gives back the record at `address`, which must be its first byte.
    void release(long address, boolean discard) {
      int slot = Address.region(address) - Regions.RECORDS;
      if (slot < 0
          || slot >= regions.length
          || starts[slot] == 0
          || starts[slot] != Address.offset(address)) {
        throw new MemoryFault(
            (discard ? "discards" : "submits")
                + " what is not a reserved record (0x%x)".formatted(address),
            "pass the very pointer that the reservation gave, once");
      }
      owners[slot].commit(starts[slot], discard);
      starts[slot] = 0;
      regions[slot].close();
      count--;
    }

    boolean any() {
      return count > 0;
    }

    String firstName() {
      for (int i = 0; i < starts.length; i++) {
        if (starts[i] != 0) {
          return owners[i].definition().name();
        }
      }
      throw new IllegalStateException("no record is held");
    }

    void discardAll() {
      for (int i = 0; count > 0; i++) {
        if (starts[i] != 0) {
          release(Address.of(Regions.RECORDS + i, starts[i]), true);
        }
      }
    }
  }
}
