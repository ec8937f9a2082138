package io.github.bpf4j.kernel;

import static io.github.bpf4j.isa.Insns.add64;
import static io.github.bpf4j.isa.Insns.exit;
import static io.github.bpf4j.isa.Insns.jumpIf;
import static io.github.bpf4j.isa.Insns.jumpIf32;
import static io.github.bpf4j.isa.Insns.mov64;
import static io.github.bpf4j.isa.Insns.movsx64;
import static io.github.bpf4j.isa.Register.R0;
import static io.github.bpf4j.isa.Register.R6;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Encoder;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.kernel.bpf.BtfCommands;
import io.github.bpf4j.kernel.bpf.LinkCommands;
import io.github.bpf4j.kernel.bpf.MapCreate;
import io.github.bpf4j.kernel.bpf.ObjectCommands;
import io.github.bpf4j.kernel.bpf.ProgramLoad;
import io.github.bpf4j.kernel.bpf.TestRun;
import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.Mapping;
import io.github.bpf4j.kernel.sys.Syscall;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.ProgramType;
import io.github.bpf4j.object.btf.BtfWriter;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.LongSupplier;

/// What this module uses of the kernel: one row each, found out by trying.
public enum Feature {
  /// Programs at the driver.
  XDP("XDP programs", "4.8", "everything", () -> load(mov64(R0, 2), exit())),
  /// Types, functions and lines of programs.
  BTF("BTF", "4.18", "Java lines in the kernel's messages", Feature::loadBtf),
  /// Jumps on the low half of registers.
  JUMPS_OF_32_BITS(
      "32-bit jumps",
      "5.1",
      "short programs",
      () -> load(mov64(R0, 2), jumpIf32(Condition.EQ, R0, 1, 0), exit())),
  /// Loops that end.
  LOOPS(
      "bounded loops",
      "5.3",
      "loops in programs",
      () ->
          load(mov64(R6, 0), add64(R6, 1), jumpIf(Condition.LT, R6, 4, -2), mov64(R0, 2), exit())),
  /// Records from programs to user space.
  RING_BUFFERS("ring buffers", "5.8", "logging and events", Feature::makeRing),
  /// How often a program ran, and how long.
  STATISTICS("run statistics", "5.8", "ProgramInfo.runs", ObjectCommands::enableStatistics),
  /// Attachments that end with the process.
  XDP_LINK("XDP links", "5.9", "attaching", Feature::linkToNothing),
  /// Sign extension, signed division, byte swaps.
  ISA_V4(
      "instruction set v4",
      "6.6",
      "the shortest programs",
      () -> load(mov64(R0, 2), movsx64(8, R0, R0), exit())),
  /// Test runs with fewer than 14 bytes.
  SHORT_TEST_RUNS(
      "test runs on short packets",
      "6.18",
      "--runtime kernel over captures with packets below 14 bytes",
      Feature::runShort);

  private static final int LOOPBACK = 1;

  private final String label;
  private final String since;
  private final String neededFor;

  @SuppressWarnings("ImmutableEnumChecker") // the attempts hold nothing
  private final LongSupplier attempt;

  Feature(String label, String since, String neededFor, LongSupplier attempt) {
    this.label = label;
    this.since = since;
    this.neededFor = neededFor;
    this.attempt = attempt;
  }

  /// Whether the kernel has a feature.
  public enum Support {
    /// It has.
    YES,
    /// It has not.
    NO,
    /// It did not let this process try.
    UNKNOWN
  }

  /// Its name in words.
  public String label() {
    return label;
  }

  /// The first version of Linux that has it, such as `5.8`.
  public String since() {
    return since;
  }

  /// What does not work without it.
  public String neededFor() {
    return neededFor;
  }

  /// Tries it. Leaves nothing behind.
  public Support probe() {
    if (!Syscall.available()) {
      return Support.NO;
    }
    long result = attempt.getAsLong();
    if (result >= 0) {
      return Support.YES;
    }
    return Errno.EPERM.is(result) || Errno.EACCES.is(result) ? Support.UNKNOWN : Support.NO;
  }

  private static long load(Insn... insns) {
    return closed(
        new ProgramLoad(ProgramType.XDP, Encoder.encode(List.of(insns)), "GPL", null, null)
            .silently());
  }

  private static long loadBtf() {
    var btf = new BtfWriter(ByteOrder.nativeOrder());
    btf.function("probe", btf.prototype(BtfWriter.VOID, List.of()), BtfWriter.Linkage.STATIC);
    return closed(BtfCommands.load(btf.bytes()));
  }

  private static long makeRing() {
    return closed(new MapCreate(MapDefinition.ringBuffer("probe", Mapping.PAGE_SIZE)).call());
  }

  // A kernel with links says that the loopback device is no card that runs programs; an older one
  // does
  // not know what is wanted. Neither attaches anything.
  private static long linkToNothing() {
    return withProgram(program -> {
      long result =
          LinkCommands.create(
              program, LOOPBACK, ProgramType.XDP.expectedAttachType(), XdpMode.HARDWARE.flag());
      return Errno.ENOTSUP.is(result) ? 0 : closed(result);
    });
  }

  private static long runShort() {
    return withProgram(program -> new TestRun().run(program, XdpPacket.of(new byte[1]), 1));
  }

  @FunctionalInterface
  private interface WithProgram {
    long attempt(FileDescriptor program);
  }

  private static long withProgram(WithProgram use) {
    long result =
        new ProgramLoad(
                ProgramType.XDP, Encoder.encode(List.of(mov64(R0, 2), exit())), "GPL", null, null)
            .silently();
    if (result < 0) {
      return result;
    }
    try (var program = new FileDescriptor((int) result, "probe")) {
      return use.attempt(program);
    }
  }

  private static long closed(long result) {
    if (result > 0) {
      Syscall.CLOSE.call(result);
    }
    return result;
  }
}
