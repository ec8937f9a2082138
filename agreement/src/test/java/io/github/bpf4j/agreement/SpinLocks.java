package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.BpfSpinLock;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.LoadOptions;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Threads that run a program on the same value, while user space reads and stores it.
final class SpinLocks {
  private static final int THREADS = 4;
  private static final int RUNS = 2_000;

  private SpinLocks() {}

  @Struct
  static final class Pair {
    long first;
    final BpfSpinLock lock = new BpfSpinLock();
    long second;
  }

  /// Outside of the lock both are the same.
  static final class Equal {
    static final BpfHashMap<Integer, Pair> PAIRS = BpfHashMap.of(Integer.class, Pair.class, 1);

    @Xdp
    static XdpAction equal(XdpContext ctx) {
      var pair = PAIRS.get(1);
      if (pair == null) {
        return XdpAction.ABORTED;
      }
      try (var _ = pair.lock.lock()) {
        pair.first++;
        for (int i = 0; i < 50; i++) {
          pair.second += i;
        }
        pair.second = pair.first;
      }
      return XdpAction.PASS;
    }
  }

  static void nobodySeesHalfOfAChange(BpfRuntime runtime) throws Exception {
    var compiled = BpfCompiler.compile(Equal.class);
    try (var program = runtime.load(compiled, LoadOptions.DEFAULT);
        var threads = Executors.newFixedThreadPool(THREADS)) {
      var pairs = program.map(Equal.PAIRS);
      pairs.put(1, new Pair());
      var running =
          IntStream.range(0, THREADS)
              .mapToObj(_ ->
                  threads.submit(() -> {
                    for (int i = 0; i < RUNS; i++) {
                      assertThat(program.run(XdpPacket.of(new byte[60])))
                          .isEqualTo(XdpAction.PASS.ordinal());
                    }
                  }))
              .toList();
      while (!running.stream().allMatch(Future::isDone)) {
        var seen = Objects.requireNonNull(pairs.get(1));
        assertThat(seen.second).isEqualTo(seen.first);
        seen.first = seen.second = -seen.first;
        if (seen.first % 16 == 0) {
          pairs.put(1, seen);
        }
      }
      for (var each : running) {
        each.get();
      }
      pairs.put(1, new Pair());
      for (int i = 0; i < 3; i++) {
        program.run(XdpPacket.of(new byte[60]));
      }
      assertThat(Objects.requireNonNull(pairs.get(1)).first).isEqualTo(3);
    }
  }
}
