package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.examples.ExampleMaps;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.object.KernelVersion;
import io.github.bpf4j.object.Requirement;
import java.util.List;

/// A compiled program, some packets, and what has to come of it: that is, what the plain JVM makes of it.
///
/// @param name of the case, and of the instruction set
/// @param program the program
/// @param needs what it needs of the kernel
/// @param packets are run in this order
/// @param expected what has to come of it
public record Trial(
    String name,
    CompiledProgram program,
    List<Requirement> needs,
    List<Case.Packet> packets,
    Outcome expected) {

  /// What Linux `running` does not have yet.
  public List<Requirement> newerThan(KernelVersion running) {
    return needs.stream().filter(needed -> needed.since().compareTo(running) > 0).toList();
  }

  /// Fails unless `runtime` makes of it what is expected.
  public void check(BpfRuntime runtime) {
    Outcome actual;
    try {
      actual = run(runtime, program, packets);
    } catch (BpfException e) {
      throw new AssertionError(
          "%s, %s: %s%n%s".formatted(runtime.name(), name, e.getMessage(), e.details()), e);
    }
    for (int i = 0; i < packets.size(); i++) {
      assertThat(actual.packets().get(i))
          .as("%s, packet %d %s", name, i, Outcome.text("of", packets.get(i).bytes()))
          .isEqualTo(expected.packets().get(i));
    }
    assertThat(actual).as(name).isEqualTo(expected);
  }

  /// What `runtime` makes of it.
  static Outcome run(BpfRuntime runtime, CompiledProgram program, List<Case.Packet> packets) {
    return Outcome.ofPackets(
        runtime,
        program,
        packets.stream().map(Case.Packet::packet).toList(),
        loaded -> before(program, loaded),
        (loaded, i) -> behind(loaded, packets.get(i)));
  }

  /// Lets the time go by that the case says, so that timers call.
  private static void behind(LoadedProgram loaded, Case.Packet packet) {
    long end = System.nanoTime() + 1_000_000L * packet.pause();
    while (System.nanoTime() - end < 0) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      loaded.runTimers();
    }
  }

  /// Does what user space does before the first packet.
  static void before(CompiledProgram program, LoadedProgram loaded) {
    var type = program.method().getDeclaringClass();
    if (type.getPackage().equals(ExampleMaps.class.getPackage())) {
      ExampleMaps.fill(loaded);
      return;
    }
    try {
      var method = type.getDeclaredMethod("before", LoadedProgram.class);
      method.setAccessible(true);
      method.invoke(null, loaded);
    } catch (NoSuchMethodException _) {
      // Most do nothing.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("before(LoadedProgram) of " + type, e);
    }
  }
}
