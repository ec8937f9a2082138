package io.github.bpf4j.vm;

import io.github.bpf4j.vm.MapTable.Entry;
import io.github.bpf4j.vm.map.TableMap;
import io.github.bpf4j.vm.memory.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The timers of a load. Each has a number, which stands in the value that has the timer for as long as the value is
/// there: another value, and a free place, has 0 in its place.
final class Timers {
  private final LongSupplier clock;
  private final Map<Long, Timer> timers = new HashMap<>();
  private long last;

  /// Whether there ever was one. Programs without timers ask no more than that for each packet.
  private volatile boolean used;

  Timers(LongSupplier clock) {
    this.clock = clock;
  }

  /// One of them.
  static final class Timer {
    private final long number;
    private final Entry map;
    private final long mapAddress;
    private final long value;
    private long callback;
    private long deadline;
    private boolean running;
    private boolean calling;

    private Timer(long number, Entry map, long mapAddress, long value) {
      this.number = number;
      this.map = map;
      this.mapAddress = mapAddress;
      this.value = value;
    }

    /// The number that stands in the value.
    long number() {
      return number;
    }

    /// The map that has the value.
    TableMap map() {
      return (TableMap) map.map();
    }

    /// The address that stands for the map.
    long mapAddress() {
      return mapAddress;
    }

    /// The address of the value.
    long value() {
      return value;
    }

    /// The address of the value, counted from the first of the map's regions.
    long place() {
      return value - Address.of(map.values(), 0);
    }

    /// The address of the function to call.
    long callback() {
      return callback;
    }
  }

  /// Makes a timer.
  ///
  /// @param mapAddress the address that stands for the map
  /// @param value the address of the value that has it
  /// @return its number
  synchronized long add(Entry map, long mapAddress, long value) {
    used = true;
    last++;
    timers.put(last, new Timer(last, map, mapAddress, value));
    return last;
  }

  /// Whether there is such a timer, which then calls `callback`.
  synchronized boolean calls(long number, long callback) {
    var timer = timers.get(number);
    if (timer != null) {
      timer.callback = callback;
    }
    return timer != null;
  }

  /// Whether there is such a timer, which then runs.
  synchronized boolean start(long number, long nanos) {
    var timer = timers.get(number);
    if (timer == null || timer.callback == 0) {
      return false;
    }
    timer.deadline = clock.getAsLong() + nanos;
    timer.running = true;
    return true;
  }

  /// Stops a timer, which forgets what it was to call. In its own callback, nothing is done.
  ///
  /// @return whether it ran; null if there is no such timer, or this is its callback
  synchronized @Nullable Boolean cancel(long number) {
    var timer = timers.get(number);
    if (timer == null || timer.calling) {
      return null;
    }
    boolean was = timer.running;
    timer.running = false;
    timer.callback = 0;
    return was;
  }

  /// Says whether the callback of a timer is running.
  synchronized void calling(Timer timer, boolean now) {
    timer.calling = now;
  }

  /// Lets `machine` call what those call whose time has come, the first first.
  void expire(Machine machine) {
    if (used) {
      for (var timer : due()) {
        machine.expire(timer);
      }
    }
  }

  /// Stops those whose time has come, the first first.
  private synchronized List<Timer> due() {
    long now = clock.getAsLong();
    var due = new ArrayList<Timer>();
    for (var timer : timers.values()) {
      if (timer.running && timer.deadline - now <= 0) {
        timer.running = false;
        due.add(timer);
      }
    }
    due.sort(
        Comparator.comparingLong((Timer timer) -> timer.deadline - now)
            .thenComparingLong(Timer::number));
    return due;
  }

  /// Forgets a timer whose value is gone.
  synchronized void remove(Timer timer) {
    timers.remove(timer.number);
  }
}
