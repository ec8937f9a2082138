package io.github.bpf4j.kernel;

import static io.github.bpf4j.isa.Insns.alu64;
import static io.github.bpf4j.isa.Insns.atomic;
import static io.github.bpf4j.isa.Insns.call;
import static io.github.bpf4j.isa.Insns.exit;
import static io.github.bpf4j.isa.Insns.jumpIf;
import static io.github.bpf4j.isa.Insns.mov64;
import static io.github.bpf4j.isa.Insns.store;
import static io.github.bpf4j.isa.Insns.storeImm;
import static io.github.bpf4j.isa.Register.R0;
import static io.github.bpf4j.isa.Register.R1;
import static io.github.bpf4j.isa.Register.R2;
import static io.github.bpf4j.isa.Register.R3;
import static io.github.bpf4j.isa.Register.R7;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.BpfArray;
import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.BpfRingBuf;
import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Insns;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.kernel.bpf.TestRun;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LogSite;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A program as the compiler makes it, assembled by hand: it logs `length {}` with the packet's length,
/// counts records that found no room in the accounting map, adds 1 to the first element of an array,
/// and passes.
@KernelTest
@Timeout(60)
class KernelProgramTest {
  private static final BpfArray<Long> COUNTS = BpfArray.of(Long.class, 1);
  private static final BpfRingBuf<Long> EVENTS = BpfRingBuf.of(Long.class, 4096);
  private static final BpfArray<Long> UNUSED = BpfArray.of(Long.class, 1);

  private static final int LOGS = 0;
  private static final int ACCOUNTING = 1;
  private static final int USERS = 2;

  private static final List<Insn> LOGGING =
      List.of(
          Insns.load(Size.W, R2, R1, Programs.DATA),
          Insns.load(Size.W, R7, R1, Programs.DATA_END),
          alu64(AluOp.SUB, R7, R2),
          mov64(R1, 1),
          new Insn.LoadImm64(R2, Pseudo.MAP_IDX_VALUE, USERS, 0),
          atomic(Size.DW, AtomicOp.ADD, R2, 0, R1),
          new Insn.LoadImm64(R1, Pseudo.MAP_IDX, LOGS, 0),
          mov64(R2, 8),
          mov64(R3, 0),
          call(131),
          jumpIf(Condition.NE, R0, 0, 6),
          mov64(R1, 1),
          new Insn.LoadImm64(R2, Pseudo.MAP_IDX_VALUE, ACCOUNTING, 0),
          atomic(Size.DW, AtomicOp.ADD, R2, 0, R1),
          mov64(R0, Programs.PASS),
          exit(),
          storeImm(Size.W, R0, 0, 0),
          store(Size.W, R0, 4, R7),
          mov64(R1, R0),
          mov64(R2, 0),
          call(132),
          mov64(R0, Programs.PASS),
          exit());

  private static CompiledProgram compiled(
      List<Insn> insns,
      int accounting,
      int logBuffer,
      List<LogSite> sites,
      List<MapDefinition> maps,
      List<@Nullable BpfMap> definitions) {
    var program =
        new ProgramDefinition(
            "logging",
            ProgramType.XDP,
            insns,
            List.of(new FunctionInfo(0, "logging")),
            List.of(),
            List.of(),
            sites,
            List.of(),
            accounting,
            logBuffer);
    return new CompiledProgram(
        KernelProgramTest.class.getDeclaredMethods()[0],
        new BpfObject("Test", List.of(program), maps, "GPL"),
        program,
        definitions,
        List.of());
  }

  private static CompiledProgram logging() {
    return compiled(
        LOGGING,
        ACCOUNTING,
        LOGS,
        List.of(new LogSite(2, "Test", "length {}", List.of(new LogSite.Argument("int", 4)), 8)),
        List.of(
            Programs.ring("logs", 1 << 18),
            Programs.array("accounting", 8, 1),
            Programs.array("COUNTS", 8, 1)),
        Arrays.asList(null, null, COUNTS));
  }

  private static KernelProgram load() {
    return new KernelRuntime().load(logging(), LoadOptions.DEFAULT);
  }

  private static long counted(KernelProgram program) {
    return Objects.requireNonNull(program.map(COUNTS).get(0));
  }

  private static int run(KernelProgram program, int length) {
    return program.run(XdpPacket.of(new byte[length]));
  }

  @Test
  void recordsAreHandedOverBeforeRunReturns() {
    try (var program = load()) {
      var records = new ArrayList<LogRecord>();
      program.logs().subscribe(records::add);
      var packet = XdpPacket.of(new byte[60]);
      packet.receivedAt(1_700_000_000_123_456_789L);
      assertThat(program.run(packet)).isEqualTo(Programs.PASS);
      assertThat(records)
          .singleElement()
          .satisfies(record -> {
            assertThat(record.message()).isEqualTo("length 60");
            assertThat(record.logger()).isEqualTo("Test");
            assertThat(record.timeNanos())
                .as("the packet's time")
                .isEqualTo(1_700_000_000_123_456_789L);
          });
    }
  }

  @Test
  void recordsWaitForASubscriber() {
    try (var program = load()) {
      run(program, 60);
      run(program, 61);
      var messages = new ArrayList<String>();
      program.logs().subscribe(record -> messages.add(record.message()));
      assertThat(messages).containsExactly("length 60", "length 61");
      var later = new ArrayList<String>();
      program.logs().subscribe(record -> later.add(record.message()));
      run(program, 62);
      assertThat(messages).hasSize(2);
      assertThat(later).containsExactly("length 62");
    }
  }

  @Test
  void recordsThatFindNoRoomAreCounted() {
    var program = new KernelRuntime().load(logging(), LoadOptions.DEFAULT.withLogBufferBytes(4096));
    try (program) {
      for (int i = 0; i < 300; i++) {
        run(program, 60);
      }
      // a record takes 16 bytes, and a ring is never quite full
      assertThat(program.accounting().lostRecords()).isEqualTo(300 - 255);
      assertThat(program.accounting().aborts()).isEmpty();
    }
    assertThat(program.accounting().lostRecords()).as("known after close").isEqualTo(45);
  }

  @Test
  void mapsAreTypedAndBelongToTheLoad() {
    try (var first = load();
        var second = load()) {
      run(first, 60);
      run(first, 60);
      run(second, 60);
      assertThat(first.map(COUNTS).get(0)).isEqualTo(2L);
      assertThat(second.map(COUNTS).get(0)).isEqualTo(1L);
      assertThat(first.map(COUNTS)).isSameAs(first.map(COUNTS));
      assertThatThrownBy(() -> first.map(UNUSED)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void eventsOfAUsersRingBufferComeAsTheyHappen() {
    var compiled =
        compiled(
            Programs.report(0, 1),
            -1,
            -1,
            List.of(),
            List.of(Programs.ring("EVENTS", 4096), Programs.array("lost", 8, 1)),
            Arrays.asList(EVENTS, null));
    try (var program = new KernelRuntime().load(compiled, LoadOptions.DEFAULT)) {
      var events = new ArrayList<Long>();
      run(program, 60);
      program.map(EVENTS).subscribe(events::add);
      run(program, 61);
      assertThat(events).containsExactly(60L, 61L);
      assertThat(program.accounting().lostRecords()).isZero();
      assertThatThrownBy(() -> program.map(EVENTS).subscribe(events::add))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("map \"EVENTS\" has a consumer already");
    }
  }

  @Test
  void whileAttachedRecordsComeByThemselvesAndCloseHandsOverTheLast() throws Exception {
    try (var namespace = new Namespace()) {
      BlockingQueue<String> messages = new LinkedBlockingQueue<>();
      var program = load();
      try (program) {
        namespace.call(() -> program.attachXdp(Namespace.LEFT, XdpMode.DRIVER));
        program.logs().subscribe(record -> messages.add(record.message()));
        namespace.send(1, 77);
        assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo("length 77");
        namespace.send(1000, 78);
        for (int i = 0; i < 1000 && counted(program) < 1001; i++) {
          Thread.sleep(5);
        }
      }
      assertThat(messages).hasSize(1000).containsOnly("length 78");
      assertThat(namespace.attachments(Namespace.LEFT)).as("closing detaches").isEmpty();
    }
  }

  @Test
  void underAFloodEveryRecordIsHandedOverOrCountedAsLost() throws Exception {
    try (var namespace = new Namespace()) {
      var records = new AtomicLong();
      var program =
          new KernelRuntime().load(logging(), LoadOptions.DEFAULT.withLogBufferBytes(4096));
      long seen;
      try (program) {
        program.logs().subscribe(record -> records.incrementAndGet());
        namespace.call(() -> program.attachXdp(Namespace.LEFT, XdpMode.DRIVER));
        namespace.send(50_000, 60);
        for (int i = 0; i < 1000 && counted(program) < 50_000; i++) {
          Thread.sleep(5);
        }
        seen = counted(program);
      }
      assertThat(seen).isEqualTo(50_000);
      assertThat(records.get() + program.accounting().lostRecords()).isEqualTo(seen);
      assertThat(records.get()).isPositive();
    }
  }

  @Test
  void packetsThatTheProgramCannotSeeWholeAreCounted() {
    try (var program = load()) {
      var messages = new ArrayList<String>();
      program.logs().subscribe(record -> messages.add(record.message()));
      run(program, TestRun.LONGEST);
      run(program, TestRun.LONGEST + 1);
      run(program, 9000);
      assertThat(program.cutPackets()).isEqualTo(2);
      assertThat(messages).containsOnly("length " + TestRun.LONGEST);
    }
  }

  @Test
  void twoLoadsOfOneClassRunOnTwoInterfaces() throws Exception {
    try (var namespace = new Namespace();
        var left = load();
        var right = load()) {
      namespace.call(() -> left.attachXdp(Namespace.LEFT, XdpMode.SKB));
      namespace.call(() -> right.attachXdp(Namespace.index(Namespace.RIGHT), XdpMode.SKB));
      namespace.send(10, 60);
      for (int i = 0; i < 1000 && counted(left) < 10; i++) {
        Thread.sleep(5);
      }
      assertThat(left.map(COUNTS).get(0)).isEqualTo(10L);
      assertThat(right.map(COUNTS).get(0)).isZero();
    }
  }

  @Test
  void aSubscriberMayCloseTheProgram() {
    var messages = new ArrayList<String>();
    var program = load();
    program
        .logs()
        .subscribe(record -> {
          messages.add(record.message());
          program.close();
        });
    run(program, 60);
    assertThat(messages).containsExactly("length 60");
    assertThatThrownBy(() -> run(program, 60))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("program \"logging\" is closed");
    program.close();
  }

  @Test
  void anInterfaceThatIsNotThereIsAnErrorWithAFix() {
    try (var program = load()) {
      assertThatThrownBy(() -> program.attachXdp("no-such-interface", XdpMode.SKB))
          .isInstanceOf(BpfException.class)
          .hasMessageStartingWith("there is no network interface \"no-such-interface\"")
          .hasMessageContaining("fix: ");
      assertThatThrownBy(() -> program.attachXdp(987_654, XdpMode.SKB))
          .isInstanceOf(BpfException.class)
          .hasMessageStartingWith("there is no network interface \"#987654\"");
    }
  }

  @Test
  void severalThreadsRunOneProgram() throws InterruptedException {
    try (var program = load()) {
      List<String> messages = Collections.synchronizedList(new ArrayList<>());
      program.logs().subscribe(record -> messages.add(record.message()));
      var threads = new ArrayList<Thread>();
      for (int t = 0; t < 4; t++) {
        int length = 60 + t;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = 0; i < 500; i++) {
                    run(program, length);
                  }
                }));
      }
      for (var thread : threads) {
        thread.join();
      }
      assertThat(messages).hasSize(2000);
      assertThat(Collections.frequency(messages, "length 63")).isEqualTo(500);
      assertThat(program.map(COUNTS).get(0)).isEqualTo(2000L);
    }
  }
}
