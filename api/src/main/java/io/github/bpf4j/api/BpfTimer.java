package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// A timer in the value of a map: it calls a method of the program later, for instance to remove an entry that was not
/// used for some time.
/// ```java
/// @Struct
/// static final class Flow {
///   final BpfTimer idle = new BpfTimer();
///   long packets;
/// }
///
/// static final BpfHashMap<Ipv4Address, Flow> FLOWS = BpfHashMap.of(Ipv4Address.class, Flow.class, 10_000);
///
/// flow.idle.onExpiry(FLOWS, (source, idleFlow) -> FLOWS.remove(source));
/// flow.idle.start(30_000_000_000L);
/// ```
/// It is a field of the [Struct] class itself, one for each value, in a [BpfHashMap], [BpfLruHashMap] or [BpfArray].
/// It ends with its entry, by removing it as by storing another value over it, and with the load of the program.
///
/// The kernel calls when the time has come, on the CPU that started the timer. The plain JVM and the VM call before
/// they run the next packet, and when they are asked to: `LoadedProgram.runTimers()`. On the plain JVM outside of a
/// runtime, nobody calls.
///
/// Source: `bpf_timer_init`, `bpf_timer_set_callback`, `bpf_timer_start` and `bpf_timer_cancel` in
/// `include/uapi/linux/bpf.h` (Linux 5.15; bpf4j asks for 6.7, as of all programs that are called back).
@Struct
public final class BpfTimer implements KernelOwned {
  /// On the plain JVM, from the first [#onExpiry] on.
  private @Nullable JvmTimer timer;

  /// Without anything to call.
  public BpfTimer() {}

  /// What a timer calls.
  ///
  /// @param <K> the keys of the map that has the timer
  /// @param <V> its values
  @FunctionalInterface
  public interface Callback<K, V> {
    /// The time has come.
    ///
    /// @param key the key of the entry
    /// @param value the entry, to be read and changed
    void expired(K key, V value);
  }

  /// Says what to call when the time has come, with the entry that has this timer. What was said before counts no
  /// longer; a timer that runs goes on.
  ///
  /// @param map the map that has this timer
  /// @param callback of the method around it, it may use what is known while compiling, and maps: it runs when that
  ///     has ended
  public <K, V> void onExpiry(BpfKeyedMap<K, V> map, Callback<? super K, ? super V> callback) {
    onExpiry(map.source(), callback);
  }

  /// The same for an array, whose keys are its indices.
  public <V> void onExpiry(BpfArray<V> map, Callback<? super Integer, ? super V> callback) {
    onExpiry(map.source(), callback);
  }

  @SuppressWarnings("unchecked") // keys and values of the callback are those of the map
  private synchronized void onExpiry(MapSource map, Callback<?, ?> callback) {
    if (timer == null) {
      timer = new JvmTimer(this, map);
    }
    timer.calls((Callback<Object, Object>) callback);
  }

  /// Starts the timer, or starts it anew.
  ///
  /// @param delayNanos in how many nanoseconds to call
  /// @return whether it did: not before [#onExpiry]
  public synchronized boolean start(long delayNanos) {
    var load = JvmLoad.current();
    if (timer == null || !timer.hasCallback()) {
      return false;
    }
    if (load != null) {
      load.timers().start(timer, JvmSources.current().nanoTime().getAsLong() + delayNanos);
    }
    return true;
  }

  /// Stops the timer, and forgets what it was to call: before it starts again, [#onExpiry] has to say it anew. In its
  /// own callback, it has ended already, and nothing is forgotten.
  ///
  /// @return whether it was running
  public synchronized boolean cancel() {
    return timer != null && timer.cancel();
  }

  /// Another value takes the place of the one that has this timer.
  synchronized void reset() {
    timer = null;
  }

  synchronized boolean has(JvmTimer candidate) {
    return timer == candidate;
  }
}
