package io.github.bpf4j.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.host.Accounting;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.object.AbortSite;
import io.github.bpf4j.object.LogGate;
import io.github.bpf4j.object.LogSite;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.ProgramDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// A loaded program: logs, accounting, several at once.
class VmProgramTest {
  private static final MapDefinition LOG = MapDefinition.ringBuffer("LOG", 1);
  private static final MapDefinition ACCOUNTING =
      MapDefinition.of("ACCOUNTING", MapType.ARRAY, 4, 24, 1);
  private static final AbortSite SHORT = new AbortSite(1, "FunXdp.java", 14, "packet too short");

  /// Logs the packet's first byte at INFO; counts records that are lost, and aborts short packets.
  private static final String PROGRAM =
      """
      r6 = *(u32 *)(r1 + 0)
      r2 = *(u32 *)(r1 + 4)
      r3 = r6
      r3 += 1
      if r3 > r2 goto short
      goto +0
      r1 = map[idx:0]
      r2 = 8
      r3 = 0
      call 131
      if r0 == 0 goto lost
      *(u32 *)(r0 + 0) = 0
      r1 = *(u8 *)(r6 + 0)
      *(u32 *)(r0 + 4) = r1
      r1 = r0
      r2 = 0
      call 132
      r0 = 2
      exit
      lost:
      r1 = map[idx:1][0]+0
      r2 = 1
      lock *(u64 *)(r1 + 0) += r2
      r0 = 2
      exit
      short:
      r1 = map[idx:1][0]+16
      r2 = 1
      lock *(u64 *)(r1 + 0) += r2
      r0 = 0
      exit
      """;

  private static VmProgram load(LoadOptions options) {
    var insns = Assembler.assemble(PROGRAM);
    var plain = Programs.define(insns);
    // Slot 5 is the gate; the statement's 13 slots (its map load takes two) end at r0 = 2.
    var program =
        new ProgramDefinition(
            "funXdp",
            plain.type(),
            insns,
            plain.functions(),
            plain.lines(),
            List.of(new LogGate(5, LogLevel.INFO.ordinal(), 12)),
            List.of(
                new LogSite(
                    LogLevel.INFO.ordinal(),
                    "FunXdp",
                    "first byte: {}",
                    List.of(new LogSite.Argument("int", 4)),
                    8)),
            List.of(SHORT),
            1,
            0);
    return new VmRuntime().load(Programs.compiled(program, List.of(LOG, ACCOUNTING)), options);
  }

  @Test
  void recordsReachTheSubscriberBeforeTheRunReturns() {
    var program = load(LoadOptions.DEFAULT);
    var records = new ArrayList<LogRecord>();
    program.logs().subscribe(records::add);
    var packet = Programs.packet(60);
    packet.receivedAt(99);
    packet.buffer()[packet.start()] = 41;
    assertThat(program.run(packet)).isEqualTo(2);
    assertThat(records)
        .containsExactly(new LogRecord(99, LogLevel.INFO, "FunXdp", "first byte: {}", List.of(41)));
    assertThat(program.name()).isEqualTo("funXdp");
    assertThat(new VmRuntime().name()).isEqualTo("vm");
  }

  @Test
  void recordsWaitForASubscriberAndTheRestIsCountedAsLost() {
    var program = load(LoadOptions.DEFAULT.withLogBufferBytes(4096));
    for (int i = 0; i < 300; i++) {
      program.run(Programs.packet(60));
    }
    int room = (4096 - 8) / 16;
    assertThat(program.accounting()).isEqualTo(new Accounting(300 - room, List.of()));
    var records = new ArrayList<LogRecord>();
    program.logs().subscribe(records::add);
    assertThat(records).hasSize(room);
  }

  @Test
  void aLevelThatIsOffIsJumpedOver() {
    var program = load(LoadOptions.DEFAULT.withLogLevel(LogLevel.WARN));
    var records = new ArrayList<LogRecord>();
    program.logs().subscribe(records::add);
    assertThat(program.run(Programs.packet(60))).isEqualTo(2);
    assertThat(records).isEmpty();
    assertThat(program.instructionsOfLastRun()).isEqualTo(7);
  }

  @Test
  void abortsAreCountedByPlace() {
    var program = load(LoadOptions.DEFAULT);
    for (int i = 0; i < 12; i++) {
      assertThat(program.run(Programs.packet(0))).isZero();
    }
    assertThat(program.accounting().aborts())
        .extracting(Accounting.Count::toString)
        .containsExactly("12 packets aborted at FunXdp.java:14 (packet too short)");
  }

  @Test
  void aSubscriberMayRunTheProgram() {
    var program = load(LoadOptions.DEFAULT);
    var records = new ArrayList<LogRecord>();
    program
        .logs()
        .subscribe(record -> {
          records.add(record);
          if (records.size() < 3) {
            program.run(Programs.packet(60));
          }
        });
    program.run(Programs.packet(60));
    assertThat(records).hasSize(3);
  }

  @Test
  void loadsHaveStateOfTheirOwn() {
    var one = load(LoadOptions.DEFAULT);
    var two = load(LoadOptions.DEFAULT);
    one.run(Programs.packet(0));
    assertThat(one.accounting().aborts()).hasSize(1);
    assertThat(two.accounting().aborts()).isEmpty();
  }

  @Test
  void aClosedProgramDoesNotRun() {
    var program = load(LoadOptions.DEFAULT);
    program.close();
    program.close();
    assertThatThrownBy(() -> program.run(Programs.packet(60)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("program funXdp is closed");
    assertThat(program.accounting().lostRecords()).isZero();
  }

  @Test
  void manyThreadsRunAtTheSameTimeOnSeveralCpusAndLoseNoCount() throws Exception {
    int threads = 4;
    long runs = 5000;
    var counts = MapDefinition.of("COUNTS", MapType.PERCPU_ARRAY, 4, 8, 1);
    var total = MapDefinition.of("TOTAL", MapType.ARRAY, 4, 8, 1);
    var program =
        Programs.load(
            VmOptions.DEFAULT.withCpus(3),
            """
            *(u32 *)(r10 - 4) = 0
            r1 = map[idx:0]
            r2 = r10
            r2 += -4
            call 1
            r1 = *(u64 *)(r0 + 0)
            r1 += 1
            *(u64 *)(r0 + 0) = r1
            r1 = map[idx:1][0]+0
            r2 = 1
            lock *(u64 *)(r1 + 0) += r2
            call 8
            exit
            """,
            counts,
            total);
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var tasks = new ArrayList<Callable<Void>>();
      for (int t = 0; t < threads; t++) {
        tasks.add(() -> {
          var packet = Programs.packet(60);
          for (int i = 0; i < runs; i++) {
            assertThat(program.run(packet)).isBetween(0, 2);
          }
          return null;
        });
      }
      for (var result : pool.invokeAll(tasks)) {
        result.get();
      }
    }
    byte[] perCpu = new byte[24];
    assertThat(program.rawMap(0).lookup(new byte[4], perCpu)).isTrue();
    var values = java.nio.ByteBuffer.wrap(perCpu).order(java.nio.ByteOrder.nativeOrder());
    assertThat(values.getLong(0) + values.getLong(8) + values.getLong(16))
        .isEqualTo(threads * runs);
    byte[] all = new byte[8];
    assertThat(program.rawMap(1).lookup(new byte[4], all)).isTrue();
    assertThat(java.nio.ByteBuffer.wrap(all).order(java.nio.ByteOrder.nativeOrder()).getLong())
        .isEqualTo(threads * runs);
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> VmOptions.DEFAULT.withCpus(0)).hasMessageContaining("1 to 1,024");
    assertThatThrownBy(() -> VmOptions.DEFAULT.withInstructionBudget(0))
        .hasMessageContaining("at least one instruction");
  }
}
