package io.github.bpf4j.kernel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.BpfHashOfMaps;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.RawMap.Mode;
import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.CType.Member;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.object.elf.ElfWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Maps within maps of the kernel, and who holds them. What programs do with them is in the text suite.
@KernelTest
class MapOfMapsTest {
  @TempDir Path folder;

  static final class Tenants {
    static final BpfHashOfMaps<Integer, BpfHashMap<Integer, Long>> MAPS =
        BpfHashOfMaps.of(Integer.class, BpfHashMap.of(Integer.class, Long.class, 10), 4);

    @Xdp
    static XdpAction tenants(XdpContext ctx) {
      var map = MAPS.get(ctx.slice(0, 1).u8(0));
      if (map == null) {
        return XdpAction.DROP;
      }
      Long value = map.get(1);
      return value != null && value == 7 ? XdpAction.TX : XdpAction.PASS;
    }
  }

  private static XdpAction run(KernelProgram program, int first) {
    var packet = new byte[60];
    packet[0] = (byte) first;
    return XdpAction.of(program.run(XdpPacket.of(packet)));
  }

  private static byte[] word(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  @Test
  void aMapThatNobodyHoldsIsClosedHereAndStaysInTheKernelWhileItIsStored() throws Exception {
    try (var program = Kernel.load(Tenants.class)) {
      var maps = program.map(Tenants.MAPS);
      int before = FileDescriptor.open().size();
      for (int i = 0; i < 40; i++) {
        var map = maps.newMap();
        map.put(1, (long) i);
        maps.put(i % 2, map);
      }
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (FileDescriptor.open().size() > before + 2 && System.nanoTime() < end) {
        System.gc();
        Thread.sleep(20);
      }
      assertThat(FileDescriptor.open()).hasSize(before + 2);
      assertThat(requireNonNull(maps.get(0)).get(1)).isEqualTo(38);
      assertThat(requireNonNull(maps.get(1)).get(1)).isEqualTo(39);
    }
  }

  @Test
  void aMapThatSomebodyElseStoredIsFound() {
    try (var program = Kernel.load(Tenants.class);
        var inner = KernelMap.create(MapDefinition.of("other", MapType.HASH, 4, 8, 10))) {
      inner.update(
          word(1),
          ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(7).array(),
          Mode.ANY);
      var outer = requireNonNull(program.object().map(0));
      assertThat(outer.store(word(9), inner.descriptor())).isTrue();
      assertThat(run(program, 9)).isEqualTo(XdpAction.TX);
      var found = requireNonNull(program.map(Tenants.MAPS).get(9));
      assertThat(found.snapshot()).containsOnlyKeys(1);
      found.put(1, 8L);
      assertThat(run(program, 9)).isEqualTo(XdpAction.PASS);
      assertThat(run(program, 8)).isEqualTo(XdpAction.DROP);
    }
  }

  @Test
  void aMapOfAnotherLoadFits() {
    try (var one = Kernel.load(Tenants.class);
        var other = Kernel.load(Tenants.class)) {
      var map = one.map(Tenants.MAPS).newMap();
      map.put(1, 7L);
      other.map(Tenants.MAPS).put(3, map);
      assertThat(run(other, 3)).isEqualTo(XdpAction.TX);
      assertThat(run(one, 3)).isEqualTo(XdpAction.DROP);
      assertThatThrownBy(() -> one.map(Tenants.MAPS).put(1, Tenants.MAPS.template()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no map of a loaded program");
    }
  }

  /// The kernel knows where a lock is only by the type of the value.
  @Test
  void theKernelKnowsTheTypesOfMapsWithin() {
    var locked =
        new CType.Struct(
            "Locked",
            8,
            List.of(new Member("lock", 0, CType.SPIN_LOCK), new Member("count", 4, CType.S32)));
    var inner = MapDefinition.of("LOCKED", MapType.ARRAY, CType.U32, locked, 1);
    try (var program =
            Programs.load(
                "test",
                Assembler.assemble(
                    Programs.innerLookup(0, 0, 0)
                        + """
                        r6 = r0
                        r1 = r6
                        call 93
                        r7 = *(u32 *)(r6 + 4)
                        r7 += 1
                        *(u32 *)(r6 + 4) = r7
                        r1 = r6
                        call 94
                        r0 = r7
                        none:
                        exit
                        """),
                MapDefinition.of("OUTER", MapType.ARRAY_OF_MAPS, 4, 4, 1).withInner(inner));
        var outer = new KernelMapOfMaps(program.map("OUTER"))) {
      assertThat(program.run(XdpPacket.of(new byte[60]))).isZero();
      assertThat(outer.put(word(0), outer.newMap())).isTrue();
      assertThat(program.run(XdpPacket.of(new byte[60]))).isEqualTo(1);
      assertThat(program.run(XdpPacket.of(new byte[60]))).isEqualTo(2);
    }
  }

  @Test
  void bpftoolLoadsWhatTheCompilerMade() throws Exception {
    var bpftool = Tool.installed("bpftool");
    Files.write(
        folder.resolve("tenants.o"),
        ElfWriter.write(
            BpfCompiler.compile(Tenants.class).object(), LoadOptions.DEFAULT.logLevel().ordinal()));
    Files.createDirectory(folder.resolve("fs"));
    var shown =
        Tool.run(
            folder,
            Tool.installed("unshare"),
            "--mount",
            "sh",
            "-e",
            "-c",
            """
            mount -t bpf bpf fs
            %1$s prog loadall tenants.o fs/all type xdp pinmaps fs/maps
            %1$s map show pinned fs/maps/MAPS
            %1$s map create fs/inner type hash key 4 value 8 entries 10 name inner
            %1$s map update pinned fs/maps/MAPS key 5 0 0 0 value pinned fs/inner
            %1$s map dump pinned fs/maps/MAPS
            """
                .formatted(bpftool));
    assertThat(shown)
        .contains(
            "hash_of_maps", "name MAPS", "max_entries 4", "key: 05 00 00 00", "Found 1 element");
  }
}
