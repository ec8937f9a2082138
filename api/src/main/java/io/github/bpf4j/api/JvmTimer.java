package io.github.bpf4j.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A timer of the plain JVM.
final class JvmTimer {
  private final BpfTimer owner;
  private final MapSource map;
  private BpfTimer.@Nullable Callback<Object, Object> callback;
  private boolean running;
  private volatile boolean calling;
  private long deadline;

  JvmTimer(BpfTimer owner, MapSource map) {
    this.owner = owner;
    this.map = map;
  }

  synchronized void calls(BpfTimer.Callback<Object, Object> next) {
    callback = next;
  }

  synchronized void start(long time) {
    running = true;
    deadline = time;
  }

  synchronized boolean hasCallback() {
    return callback != null;
  }

  /// Stops it and forgets the callback, if it is not that which does so.
  synchronized boolean cancel() {
    if (calling) {
      return false;
    }
    callback = null;
    return stop();
  }

  private synchronized boolean stop() {
    boolean was = running;
    running = false;
    return was;
  }

  synchronized boolean isRunning() {
    return running;
  }

  /// When its time comes.
  synchronized long deadline() {
    return deadline;
  }

  /// Calls what is to be called, if there is an entry that has this timer still.
  void expire() {
    if (!stop()) {
      return;
    }
    var entries = map.entries();
    for (Object key : entries.keys()) {
      for (Object value : entries.getAll(key)) {
        if (Layout.of(value.getClass()).timer(value) instanceof BpfTimer timer
            && timer == owner
            && timer.has(this)) {
          var toCall = callback();
          calling = true;
          try {
            toCall.expired(key, value);
          } finally {
            calling = false;
          }
          return;
        }
      }
    }
  }

  private synchronized BpfTimer.Callback<Object, Object> callback() {
    return Objects.requireNonNull(callback, "it has one before it is started");
  }
}
