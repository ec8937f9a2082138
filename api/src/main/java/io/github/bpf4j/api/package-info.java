/// What kernel programs import. Everything here runs on the plain JVM too, so a program can be
/// called, tested and stepped through like any other Java method.
///
/// ## A program
/// An XDP program is a static method, marked [Xdp]. It is given each packet of an interface, and
/// answers what becomes of it.
/// ```java
/// class FunXdp {
///   static final KernelLog LOG = KernelLog.of(FunXdp.class);
///
///   @Xdp
///   static XdpAction funXdp(XdpContext ctx) {
///     var eth = EthHdr.at(ctx, 0);
///     if (eth.etherType() != EtherType.IPV4) return XdpAction.PASS;
///     var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
///     LOG.info("IPv4 Source Address: {}", ip.source());
///     return XdpAction.PASS;
///   }
/// }
/// ```
///
/// ## Headers
/// A header is a view of the packet's bytes. `at` proves once that all its bytes are there; after
/// that each field is one load or store. Where the packet is too short, `at` throws
/// [PacketBoundsException]; if the program does not catch it, it ends with [XdpAction#ABORTED], and the
/// line is counted. `payloadOffset()` says where the next header begins:
/// ```java
/// var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
/// if (ip.protocol() == IpProtocol.UDP && UdpHdr.at(ctx, ip.payloadOffset()).destinationPort() == 53) {
///   return XdpAction.DROP;
/// }
/// ```
/// Headers are ordinary Java over [XdpContext#slice] and [PacketSlice]: one that is missing here is a
/// class of your own.
///
/// Where the packet moves ([XdpContext#adjustHead], [XdpContext#adjustTail], [XdpContext#adjustMeta]), a
/// header taken before is of no use afterwards, and using it does not compile. Take it again:
/// ```java
/// if (ctx.adjustHead(VlanHdr.LEN) != 0) return XdpAction.ABORTED;
/// var eth = EthHdr.at(ctx, 0);
/// ```
///
/// ## State
/// A map is a `static final` field that both sides use. Keys and values are records, enums and boxed
/// numbers; a mutable class marked [Struct] is a place in the map. [Layout] says how they lie in memory.
/// ```java
/// @Struct
/// static final class Counter {
///   final BpfAtomicLong packets = new BpfAtomicLong();
/// }
///
/// static final BpfHashMap<Ipv4Address, Counter> SEEN =
///     BpfHashMap.of(Ipv4Address.class, Counter.class, 10_000);
///
/// static void count(Ipv4Address source) {
///   var counter = SEEN.get(source);
///   if (counter == null) {
///     SEEN.putIfAbsent(source, new Counter());
///     counter = SEEN.get(source);
///     if (counter == null) return; // the map is full
///   }
///   counter.packets.increment();
/// }
/// ```
///
/// | map | what it is |
/// | --- | --- |
/// | [BpfHashMap], [BpfPerCpuHashMap] | keys to values |
/// | [BpfLruHashMap], [BpfLruPerCpuHashMap] | the same, making room when full |
/// | [BpfArray], [BpfPerCpuArray] | indices to values |
/// | [BpfLpmTrie] | prefixes to values, the longest match wins |
/// | [BpfQueue], [BpfStack] | values, first or last in first out |
/// | [BpfBloomFilter] | a set that may be wrong in one way |
/// | [BpfRingBuf] | events to user space |
/// | [BpfArrayOfMaps], [BpfHashOfMaps] | maps within maps |
/// | [BpfTailCalls] | programs to go on in |
/// | [BpfDevMap], [BpfDevHashMap], [BpfCpuMap], [BpfXskMap] | where packets can be sent ([XdpContext#redirect(BpfRedirectMap, int, XdpAction)]) |
///
/// Several CPUs run a program at the same time. A [BpfAtomicLong] or [BpfAtomicInteger] loses no count
/// then; a plain field that is changed (`counter.packets++`) may, but not in a per-CPU map.
///
/// Methods that say "user space only" do not compile in a program.
///
/// ## Time, chance and the CPU
/// [KernelClock], [KernelRandom] and [Cpu]; a test fixes them with [JvmSources].
///
/// ## On the plain JVM
/// ```java
/// XdpAction verdict = FunXdp.funXdp(XdpContext.of(bytes));
/// ```
/// Log records then go to SLF4J, and each map holds its own entries.
@NullMarked
package io.github.bpf4j.api;

import org.jspecify.annotations.NullMarked;
