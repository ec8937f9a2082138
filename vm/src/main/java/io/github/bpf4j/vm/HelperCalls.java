package io.github.bpf4j.vm;

import io.github.bpf4j.api.BpfLoop;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpRedirect;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.host.RxAnswer;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.Helper;
import io.github.bpf4j.object.Kfunc;
import io.github.bpf4j.vm.map.Errno;
import io.github.bpf4j.vm.map.MapOfMaps;
import io.github.bpf4j.vm.map.RingBuffer;
import io.github.bpf4j.vm.map.TableMap;
import io.github.bpf4j.vm.map.ValueMap;
import io.github.bpf4j.vm.map.VmMap;
import io.github.bpf4j.vm.memory.Address;
import io.github.bpf4j.vm.memory.Memory;
import io.github.bpf4j.vm.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/// What the helpers do.
final class HelperCalls {
  /// What a helper does with `r1` to `r5`, and what goes into `r0`.
  private interface Body {
    long call(HelperCalls helpers, long[] r);
  }

  /// The helpers that the VM has, by number.
  private static final @Nullable Body[] BODIES = bodies();

  /// `BPF_RB_NO_WAKEUP | BPF_RB_FORCE_WAKEUP`: readers here are not woken but poll.
  private static final long WAKEUP_FLAGS = 3;

  private static final String A_VALUE = "a map's value";

  /// `sizeof(struct bpf_fib_lookup)`.
  private static final int FIB_PARAMETERS = 64;

  private static final long CLOCK_MONOTONIC = 1;

  private static final long LOW = 0xffff_ffffL;

  private final Machine machine;
  private final ReachableMaps maps;
  private final VmOptions options;

  HelperCalls(Machine machine, ReachableMaps maps, VmOptions options) {
    this.machine = machine;
    this.maps = maps;
    this.options = options;
  }

  /// Whether the VM has a helper.
  static boolean has(int number) {
    return number >= 0 && number < BODIES.length && BODIES[number] != null;
  }

  /// Calls a helper that the VM [#has] with `r1` to `r5`.
  ///
  /// @return what goes into `r0`
  long call(int number, long[] r) {
    var body = BODIES[number];
    if (body == null) {
      throw new IllegalStateException("the VM does not have helper " + number);
    }
    if (number != Helper.SPIN_UNLOCK.number()) {
      machine.spinLock().requireFree();
    }
    return body.call(this, r);
  }

  private static @Nullable Body[] bodies() {
    var table = new EnumMap<Helper, Body>(Helper.class);
    table.put(Helper.MAP_LOOKUP_ELEM, HelperCalls::lookup);
    table.put(Helper.MAP_UPDATE_ELEM, HelperCalls::update);
    table.put(Helper.MAP_DELETE_ELEM, HelperCalls::delete);
    table.put(Helper.MAP_LOOKUP_PERCPU_ELEM, HelperCalls::lookupOnCpu);
    table.put(Helper.MAP_PUSH_ELEM, HelperCalls::push);
    table.put(Helper.MAP_POP_ELEM, HelperCalls::pop);
    table.put(Helper.MAP_PEEK_ELEM, HelperCalls::peek);
    table.put(Helper.KTIME_GET_NS, HelperCalls::time);
    table.put(Helper.KTIME_GET_BOOT_NS, HelperCalls::time);
    table.put(Helper.KTIME_GET_COARSE_NS, HelperCalls::time);
    table.put(Helper.GET_PRANDOM_U32, (h, _) -> h.options.random().getAsInt() & LOW);
    table.put(Helper.GET_SMP_PROCESSOR_ID, (h, _) -> h.machine.cpu());
    table.put(Helper.TIMER_INIT, HelperCalls::timerInit);
    table.put(Helper.TIMER_SET_CALLBACK, HelperCalls::timerCalls);
    table.put(Helper.TIMER_START, HelperCalls::timerStart);
    table.put(Helper.TIMER_CANCEL, HelperCalls::timerCancel);
    table.put(Helper.SPIN_LOCK, (h, r) -> h.lock(r[1]));
    table.put(Helper.SPIN_UNLOCK, (h, r) -> h.unlock(r[1]));
    table.put(Helper.CSUM_DIFF, HelperCalls::checksumDifference);
    table.put(Helper.REDIRECT, HelperCalls::redirect);
    table.put(Helper.REDIRECT_MAP, HelperCalls::redirectByMap);
    table.put(Helper.FIB_LOOKUP, HelperCalls::fibLookup);
    table.put(Helper.XDP_GET_BUFF_LEN, (h, r) -> h.context(r).totalLength());
    table.put(Helper.XDP_LOAD_BYTES, (h, r) -> h.copyBytes(r, false));
    table.put(Helper.XDP_STORE_BYTES, (h, r) -> h.copyBytes(r, true));
    table.put(Helper.XDP_ADJUST_HEAD, (h, r) -> h.context(r).adjustHead((int) r[2]));
    table.put(Helper.XDP_ADJUST_META, (h, r) -> h.context(r).adjustMeta((int) r[2]));
    table.put(Helper.XDP_ADJUST_TAIL, (h, r) -> h.context(r).adjustTail((int) r[2]));
    table.put(Helper.LOOP, HelperCalls::loop);
    table.put(Helper.FOR_EACH_MAP_ELEM, HelperCalls::forEach);
    table.put(Helper.RINGBUF_OUTPUT, HelperCalls::output);
    table.put(Helper.RINGBUF_RESERVE, HelperCalls::reserve);
    table.put(Helper.RINGBUF_SUBMIT, (h, r) -> h.release(r, false));
    table.put(Helper.RINGBUF_DISCARD, (h, r) -> h.release(r, true));
    int last = table.keySet().stream().mapToInt(Helper::number).max().orElseThrow();
    var byNumber = new @Nullable Body[last + 1];
    table.forEach((helper, body) -> byNumber[helper.number()] = body);
    return byNumber;
  }

  private long time(long[] r) {
    return options.nanoTime().getAsLong();
  }

  private long lookup(long[] r) {
    if (maps.at(r[1]).map() instanceof MapOfMaps outer) {
      byte[] key = key(outer, r[2]);
      var inner = outer.find(key, machine.memory().at());
      return inner == null ? 0 : maps.found(inner);
    }
    return lookup(r, machine.cpu());
  }

  private long timerInit(long[] r) {
    var map = maps.at(r[2]);
    int offset = map.map().definition().timerOffset();
    if (offset < 0) {
      throw new MemoryFault(
          "makes a timer in map %s, whose values have none"
              .formatted(map.map().definition().name()),
          "give its values a bpf_timer");
    }
    if (timer(r) != 0) {
      return -Errno.EBUSY;
    }
    if (r[3] != CLOCK_MONOTONIC) {
      return -Errno.EINVAL;
    }
    machine.memory().storeDoubleWord(r[1], machine.timers().add(map, r[2], r[1] - offset));
    return 0;
  }

  /// The number of the timer at `r1`; 0 for one that was not made.
  private long timer(long[] r) {
    var _ = machine.memory().writable(r[1], CType.TIMER.size(), "a timer");
    return machine.memory().loadDoubleWord(r[1]);
  }

  private long timerCalls(long[] r) {
    return machine.timers().calls(timer(r), r[2]) ? 0 : -Errno.EINVAL;
  }

  private long timerStart(long[] r) {
    return r[3] == 0 && machine.timers().start(timer(r), r[2]) ? 0 : -Errno.EINVAL;
  }

  private long timerCancel(long[] r) {
    var was = machine.timers().cancel(timer(r));
    return was == null ? -Errno.EINVAL : was ? 1 : 0;
  }

  private long lock(long address) {
    machine.spinLock().take(address, machine.memory());
    return 0;
  }

  private long unlock(long address) {
    machine.spinLock().release(address, machine.memory());
    return 0;
  }

  private long lookupOnCpu(long[] r) {
    int cpu = (int) r[3];
    return cpu >= 0 && cpu < options.cpus() ? lookup(r, cpu) : 0;
  }

  private long lookup(long[] r, int cpu) {
    TableMap map = maps.table(r[1]);
    byte[] key = key(map, r[2]);
    long value = map.lookup(cpu, key, machine.memory().at());
    return value == TableMap.NOWHERE ? 0 : maps.at(r[1]).address(value);
  }

  private long update(long[] r) {
    TableMap map = maps.table(r[1]);
    byte[] key = key(map, r[2]);
    int keyAt = machine.memory().at();
    byte[] value = machine.memory().readable(r[3], map.definition().valueSize(), A_VALUE);
    return map.update(machine.cpu(), key, keyAt, value, machine.memory().at(), r[4]);
  }

  private long delete(long[] r) {
    TableMap map = maps.table(r[1]);
    byte[] key = key(map, r[2]);
    return map.delete(key, machine.memory().at());
  }

  /// The program that `bpf_tail_call` is to go on in, or null if there is none.
  @Nullable LoadedProgram tailCall(long[] r) {
    context(r);
    return maps.programs(r[2]).get((int) r[3]);
  }

  private long push(long[] r) {
    ValueMap map = maps.values(r[1]);
    byte[] value = machine.memory().readable(r[2], map.valueBytes(), A_VALUE);
    return map.push(value, machine.memory().at(), r[3]);
  }

  private long pop(long[] r) {
    ValueMap map = maps.values(r[1]);
    byte[] value = machine.memory().writable(r[2], map.valueBytes(), "room for a value");
    return map.pop(value, machine.memory().at());
  }

  private long peek(long[] r) {
    ValueMap map = maps.values(r[1]);
    byte[] value =
        map.asks()
            ? machine.memory().readable(r[2], map.valueBytes(), A_VALUE)
            : machine.memory().writable(r[2], map.valueBytes(), "room for a value");
    return map.peek(value, machine.memory().at());
  }

  private byte[] key(VmMap map, long address) {
    return machine.memory().readable(address, map.definition().keySize(), "a map's key");
  }

  private long redirect(long[] r) {
    if (r[2] != 0) {
      return XdpAction.ABORTED.ordinal();
    }
    machine.xdp().redirect(new XdpRedirect.Device((int) r[1]));
    return XdpAction.REDIRECT.ordinal();
  }

  private long redirectByMap(long[] r) {
    return Redirects.redirect(maps.table(r[1]), (int) r[2], r[3], machine.xdp());
  }

  private long fibLookup(long[] r) {
    XdpBuffer xdp = context(r);
    if ((int) r[3] < FIB_PARAMETERS) {
      return -Errno.EINVAL;
    }
    byte[] bytes = machine.memory().writable(r[2], FIB_PARAMETERS, "a FIB lookup's parameters");
    return xdp.routes().lookUp(bytes, machine.memory().at(), (int) r[4]);
  }

  /// Between the packet at `r2` and memory at `r3`, `r4` bytes.
  private long copyBytes(long[] r, boolean toPacket) {
    XdpBuffer xdp = context(r);
    long offset = r[2] & LOW;
    int length = size(r[4], "copies");
    var memory = machine.memory();
    byte[] bytes =
        toPacket
            ? memory.readable(r[3], length, "bytes to store")
            : memory.writable(r[3], length, "room for bytes");
    return xdp.copy(offset, bytes, memory.at(), length, toPacket);
  }

  /// Calls a function of the kernel with `r1` to `r5`.
  ///
  /// @return what goes into `r0`
  long kfunc(int number, long[] r) {
    machine.spinLock().requireFree();
    var kfunc = Kfunc.of(number).orElseThrow();
    var answer = RxAnswer.of(kfunc, context(r).rxMetadata());
    if (answer.status() == 0) {
      for (int i = 0; i < answer.values().size(); i++) {
        store(r[2 + i], kfunc.results().get(i).size(), answer.values().get(i));
      }
    }
    return answer.status() & LOW;
  }

  private void store(long address, int size, long value) {
    var memory = machine.memory();
    switch (size) {
      case 2 -> memory.storeHalfWord(address, value);
      case 4 -> memory.storeWord(address, value);
      default -> memory.storeDoubleWord(address, value);
    }
  }

  private XdpBuffer context(long[] r) {
    if (r[1] != Address.of(Regions.CONTEXT, 0)) {
      throw new MemoryFault(
          "passes 0x%x where a helper wants the context".formatted(r[1]),
          "keep the context of the program's first argument and pass that");
    }
    return machine.xdp();
  }

  private long loop(long[] r) {
    long times = r[1] & LOW;
    long function = r[2];
    long context = r[3];
    if (r[4] != 0) {
      return -Errno.EINVAL;
    }
    if (times > BpfLoop.MAX) {
      return -Errno.E2BIG;
    }
    for (long i = 0; i < times; i++) {
      if (machine.callBack(function, i, context, 0, 0, 0) != 0) {
        return i + 1;
      }
    }
    return times;
  }

  private long forEach(long[] r) {
    long address = r[1];
    long function = r[2];
    long context = r[3];
    var entry = maps.at(address);
    var map = maps.table(address);
    if (!map.canBeWalked()) {
      throw new MemoryFault(
          "walks through map %s (%s), which has no order to do that in"
              .formatted(map.definition().name(), map.definition().type()),
          "walk through an array or a hash map");
    }
    if (r[4] != 0) {
      return -Errno.EINVAL;
    }
    var walk = map.walk(machine.cpu());
    int given = 0;
    while (walk.next()) {
      given++;
      long key = machine.lend(walk.key());
      long value = entry.address(walk.value());
      boolean stops = machine.callBack(function, address, key, value, context, 0) != 0;
      machine.takeBack();
      if (stops) {
        break;
      }
    }
    return given;
  }

  private long output(long[] r) {
    RingBuffer buffer = maps.ringBuffer(r[1]);
    if ((r[4] & ~WAKEUP_FLAGS) != 0) {
      return -Errno.EINVAL;
    }
    int length = size(r[3], "asks for a record of");
    byte[] from = machine.memory().readable(r[2], length, "a record");
    return buffer.output(from, machine.memory().at(), length) ? 0 : -Errno.EAGAIN;
  }

  private long reserve(long[] r) {
    RingBuffer buffer = maps.ringBuffer(r[1]);
    int length = size(r[2], "asks for a record of");
    if (r[3] != 0) {
      return 0;
    }
    int at = buffer.reserve(length);
    return at < 0 ? 0 : machine.records().hold(buffer, at, length);
  }

  private static int size(long size, String verb) {
    if (size <= 0 || size > Integer.MAX_VALUE) {
      throw new MemoryFault("%s %d bytes".formatted(verb, size), "pass a number of bytes above 0");
    }
    return (int) size;
  }

  private long release(long[] r, boolean discard) {
    machine.records().release(r[1], discard);
    return 0;
  }

  /// `bpf_csum_diff` as since Linux 6.13: any size, and the difference folded to 16 bits. Before, sizes had to be
  /// multiples of four, and the result had 32 bits that depended on the architecture; both fold to the same.
  private long checksumDifference(long[] r) {
    int fromSize = (int) r[2];
    int toSize = (int) r[4];
    long seed = r[5] & LOW;
    long sum;
    if (fromSize != 0 && toSize != 0) {
      long to = sum(r[3], toSize, seed);
      sum = add(to, ~sum(r[1], fromSize, 0) & LOW);
    } else if (toSize != 0) {
      sum = sum(r[3], toSize, seed);
    } else if (fromSize != 0) {
      sum = ~sum(r[1], fromSize, ~seed & LOW) & LOW;
    } else {
      sum = seed;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (sum & 0xffff) + (sum >>> 16);
  }

  private long sum(long address, int size, long seed) {
    if (size < 0) {
      throw new MemoryFault(
          "sums up %d bytes".formatted(size), "pass the number of bytes, at most 512");
    }
    Memory memory = machine.memory();
    memory.readable(address, size, "data to sum up");
    long sum = seed;
    int words = size & -4;
    for (int i = 0; i < words; i += 4) {
      sum = add(sum, memory.loadWord(address + i));
    }
    if ((size & 2) != 0) {
      sum = add(sum, memory.loadHalfWord(address + words));
    }
    if ((size & 1) != 0) {
      long last = memory.loadByte(address + size - 1);
      sum = add(sum, ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? last : last << 8);
    }
    return sum;
  }

  /// Adds in ones' complement of 32 bits.
  private static long add(long a, long b) {
    long sum = a + b;
    return (sum & LOW) + (sum >>> 32);
  }
}
