// What Kotlin has and Java has not, or writes otherwise: top-level functions and properties, when, data
// classes with copy, nullable results, extension functions, inlined lambdas, ranges.
package kotlinprograms
import io.github.bpf4j.api.*

enum class Kind { SMALL, LARGE, ODD }
data class Flow(val source: Ipv4Address, val port: Int)
sealed interface Result
class Ok(val value: Int) : Result
data object Bad : Result

@JvmField
val SEEN: BpfHashMap<Ipv4Address, Long> =
    BpfHashMap.of(Ipv4Address::class.java, Long::class.javaObjectType, 64)
private val LOG = KernelLog.of(Flow::class.java)
const val LIMIT = 4
private var count = 0
private val TABLE = intArrayOf(1, 2, 3, 5, 8, 13, 21, 34)

private fun PacketSlice.sum(n: Int): Int { var s = 0; for (i in 0 until n) s += u8(i); return s }
private fun parse(p: PacketSlice): Result = if (p.u8(0) > 200) Bad else Ok(p.u8(0) * 2)
private fun twice(x: Int, f: (Int) -> Int) = f(f(x))

@Xdp fun run(ctx: XdpContext): XdpAction {
  val p = ctx.slice(0, 12)
  val kind = when { p.u8(0) < 10 -> Kind.SMALL; p.u8(0) % 2 == 1 -> Kind.ODD; else -> Kind.LARGE }
  val k = when (kind) { Kind.SMALL -> 1; Kind.LARGE -> 2; Kind.ODD -> 3 }
  val r = when (val x = parse(p)) { is Ok -> x.value; Bad -> -1 }
  val flow = Flow(Ipv4Address(p.i32(4)), k)
  val old = SEEN[flow.source]
  SEEN.put(flow.source, (old ?: 0L) + 1)
  count++
  val copy = flow.copy(port = twice(k) { it + LIMIT })
  LOG.info("kind {} {}", kind, copy.source)
  p.setU8(8, p.sum(LIMIT) + TABLE[p.u8(1) and 7])
  p.setU8(9, copy.port + r + (if (flow == copy) 100 else 0))
  p.setU8(10, (old ?: 50L).toInt() + count)
  return XdpAction.PASS
}
