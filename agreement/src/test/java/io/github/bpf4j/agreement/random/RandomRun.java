package io.github.bpf4j.agreement.random;

import io.github.bpf4j.agreement.JavaSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/// Runs random programs, on all processors, and cuts down those of which something is wrong.
final class RandomRun {
  /// How many programs one call of javac takes.
  private static final int BATCH = 100;

  private static final int PACKETS = 8;

  /// After how many programs it says how far it is.
  private static final int PROGRESS = 5_000;

  private static final Duration SHRINKING = Duration.ofMinutes(3);

  /// A program of which something is wrong.
  ///
  /// @param seed what makes it
  /// @param wrong what is wrong with the whole of it
  /// @param small what is left of it
  /// @param smallWrong what is wrong with that
  record Failure(long seed, Verdict wrong, Node small, Verdict smallWrong) {
    @Override
    public String toString() {
      return """
      random program of seed %d: %s
      cut down:
      %s
      gives: %s
      again: -Dbpf4j.random.programs=1 -Dbpf4j.random.seed=%d
      """
          .formatted(seed, wrong, small.text(), smallWrong, seed);
    }
  }

  private final Judge judge;
  private final LongFunction<Node> generator;
  private final int maxFailures;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private final long start = System.nanoTime();

  /// @param generator makes a program of a seed
  /// @param maxFailures how many failures are enough
  RandomRun(Judge judge, LongFunction<Node> generator, int maxFailures) {
    this.judge = judge;
    this.generator = generator;
    this.maxFailures = maxFailures;
  }

  /// Runs the programs of `count` seeds from `first` on.
  List<Failure> run(long first, int count) {
    var next = new AtomicLong(first);
    int processors = Runtime.getRuntime().availableProcessors();
    try (var executor = Executors.newFixedThreadPool(processors)) {
      var workers = new ArrayList<Future<?>>();
      for (int i = 0; i < processors; i++) {
        workers.add(executor.submit(() -> work(next, first + count)));
      }
      for (var worker : workers) {
        worker.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return failures;
  }

  /// How many programs ended how, and how fast.
  synchronized String summary() {
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    double seconds = (System.nanoTime() - start) / 1e9;
    return "%d random programs in %.0f s, %.1f a second: %s"
        .formatted(all, seconds, all / seconds, counts);
  }

  /// How many programs ended like `verdict`.
  synchronized int count(Verdict verdict) {
    return counts.getOrDefault(name(verdict), 0);
  }

  private void work(AtomicLong next, long end) {
    try (var sources = new JavaSources()) {
      while (!isEnough()) {
        long from = next.getAndAdd(BATCH);
        if (from >= end) {
          return;
        }
        batch(sources, from, Math.min(end, from + BATCH));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void batch(JavaSources sources, long from, long end) {
    var programs = LongStream.range(from, end).mapToObj(generator).toList();
    var types = sources.valid(programs.stream().map(Node::text).toList());
    for (int i = 0; i < programs.size() && !isEnough(); i++) {
      var program = programs.get(i);
      var packets = RandomPackets.of(from + i, PACKETS);
      var type = types.get(i);
      if (type == null) {
        throw new IllegalStateException(
            "the generator makes of seed %d what is not Java: %s"
                .formatted(from + i, program.text()));
      }
      var verdict = judge.judge(type, packets);
      note(verdict);
      if (verdict instanceof Verdict.Wrong wrong) {
        var small =
            Shrinker.shrink(
                program, candidates -> first(candidates, packets, wrong, sources), SHRINKING);
        var smallType = sources.programs(List.of(small.text())).getFirst();
        add(new Failure(from + i, wrong, small, judge.judge(smallType, packets)));
      }
    }
  }

  /// The first of `programs` that is wrong as another one is; -1 if none is.
  private int first(
      List<Node> programs, List<byte[]> packets, Verdict.Wrong wrong, JavaSources sources) {
    var types = sources.valid(programs.stream().map(Node::text).toList());
    for (int i = 0; i < types.size(); i++) {
      var type = types.get(i);
      if (type != null
          && judge.judge(type, packets) instanceof Verdict.Wrong found
          && found.kind().equals(wrong.kind())) {
        return i;
      }
    }
    return -1;
  }

  private synchronized boolean isEnough() {
    return failures.size() >= maxFailures;
  }

  private synchronized void add(Failure failure) {
    failures.add(failure);
    System.out.println(failure);
  }

  private synchronized void note(Verdict verdict) {
    counts.merge(name(verdict), 1, Integer::sum);
    if (counts.values().stream().mapToInt(Integer::intValue).sum() % PROGRESS == 0) {
      System.out.println(summary());
    }
  }

  private static String name(Verdict verdict) {
    return verdict instanceof Verdict.Wrong ? "wrong" : verdict.toString();
  }
}
