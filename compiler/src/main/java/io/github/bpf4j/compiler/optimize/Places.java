package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import io.github.bpf4j.object.Helper;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where memory accesses go, and which may go to the same bytes.
final class Places {
  private final @Nullable Value context;
  private final Map<Parameter, List<Value>> arguments = new IdentityHashMap<>();
  private final Map<Parameter, Region> regions = new IdentityHashMap<>();

  private Places(@Nullable Value context) {
    this.context = context;
  }

  static Places of(Function function) {
    var places = new Places(function.context());
    for (Block block : function.blocks()) {
      for (Edge edge : block.terminator().edges()) {
        for (int i = 0; i < edge.arguments().size(); i++) {
          places
              .arguments
              .computeIfAbsent(edge.target().parameters().get(i), _ -> new ArrayList<>())
              .add(edge.arguments().get(i));
        }
      }
    }
    return places;
  }

  /// `size` bytes, `offset` bytes behind `root`, which is not itself a constant distance from anything.
  record Place(Value root, long offset, int size) {
    boolean contains(Place other) {
      return root.equals(other.root)
          && offset <= other.offset
          && other.offset + other.size <= offset + size;
    }
  }

  /// Kinds of memory, each of which is reached by pointers of its own.
  enum Kind {
    CONTEXT,
    STACK,
    PACKET,
    MAP,
    RECORD,
    /// Any of the others.
    ANY
  }

  /// Memory of which a pointer is known to lead into it.
  ///
  /// @param which the stack slot, the map's index or the record's reservation; null if not known
  record Region(Kind kind, @Nullable Object which) {
    private static final Region ANY = new Region(Kind.ANY, null);

    boolean mayMeet(Region other) {
      if (kind == Kind.ANY || other.kind == Kind.ANY) {
        // Only what is its own leads to the context.
        return kind != Kind.CONTEXT && other.kind != Kind.CONTEXT;
      }
      return kind == other.kind
          && (which == null || other.which == null || which.equals(other.which));
    }
  }

  /// What a load, store or atomic operation touches.
  static Place of(Instruction access) {
    return of(access.operand(0), access.offset(), access.size().bytes());
  }

  static Place of(Value base, long offset, int size) {
    while (base instanceof Instruction i
        && i.op() == Op.OFFSET
        && i.operand(1) instanceof Value.Constant(_, long step)) {
      base = i.operand(0);
      offset += step;
    }
    return base instanceof Value.MapValueAddress(int map, int start)
        ? new Place(new Value.MapValueAddress(map, 0), start + offset, size)
        : new Place(base, offset, size);
  }

  /// Whether the two may have bytes in common.
  boolean mayMeet(Place a, Place b) {
    if (a.root.equals(b.root)) {
      return a.offset < b.offset + b.size && b.offset < a.offset + a.size;
    }
    return region(a.root).mayMeet(region(b.root));
  }

  /// Whether `instruction` may change what is at `place`.
  boolean mayChange(Instruction instruction, Place place) {
    return switch (instruction.op()) {
      case STORE -> mayMeet(of(instruction), place);
      // What others wrote before an atomic operation is seen after it.
      case ATOMIC -> isShared(region(place.root)) || mayMeet(of(instruction), place);
      case CALL -> mayChange(Helper.of(instruction.offset()).orElse(null), region(place.root));
      default -> instruction.op().hasEffect() && instruction.op() != Op.KEEP;
    };
  }

  private static boolean isShared(Region region) {
    return region.kind() != Kind.STACK && region.kind() != Kind.CONTEXT;
  }

  private static boolean mayChange(@Nullable Helper helper, Region region) {
    return switch (helper) {
      case MAP_LOOKUP_ELEM,
          MAP_LOOKUP_PERCPU_ELEM,
          KTIME_GET_NS,
          KTIME_GET_BOOT_NS,
          GET_PRANDOM_U32,
          GET_SMP_PROCESSOR_ID,
          RINGBUF_RESERVE,
          RINGBUF_SUBMIT,
          RINGBUF_DISCARD,
          REDIRECT,
          REDIRECT_MAP ->
          false;
      // What others wrote before is seen after it, and the other way round.
      case SPIN_LOCK, SPIN_UNLOCK -> isShared(region);
      case MAP_UPDATE_ELEM, MAP_DELETE_ELEM ->
          region.kind() == Kind.MAP || region.kind() == Kind.ANY;
      case null, default -> true;
    };
  }

  /// Whether `call` only reads the memory that its pointers lead to.
  static boolean onlyReads(Instruction call) {
    return call.op() == Op.CALL
        && switch (Helper.of(call.offset()).orElse(null)) {
          case MAP_LOOKUP_ELEM, MAP_LOOKUP_PERCPU_ELEM, MAP_UPDATE_ELEM, MAP_DELETE_ELEM -> true;
          case null, default -> false;
        };
  }

  Region region(Value pointer) {
    if (pointer.equals(context)) {
      return new Region(Kind.CONTEXT, null);
    }
    return switch (pointer) {
      case Value.StackAddress(var slot) -> new Region(Kind.STACK, slot);
      case Value.MapValueAddress(int map, _) -> new Region(Kind.MAP, map);
      case Parameter parameter -> region(parameter);
      case Instruction i -> region(i);
      default -> Region.ANY;
    };
  }

  private Region region(Instruction i) {
    return switch (i.op()) {
      case OFFSET -> region(i.operand(0));
      case LOAD ->
          i.type() == Type.POINTER && i.operand(0).equals(context)
              ? new Region(Kind.PACKET, null)
              : Region.ANY;
      case CALL ->
          switch (Helper.of(i.offset()).orElse(null)) {
            case MAP_LOOKUP_ELEM, MAP_LOOKUP_PERCPU_ELEM ->
                new Region(
                    Kind.MAP, i.operand(0) instanceof Value.MapAddress(int map) ? map : null);
            case RINGBUF_RESERVE -> new Region(Kind.RECORD, i);
            case null, default -> Region.ANY;
          };
      default -> Region.ANY;
    };
  }

  private Region region(Parameter parameter) {
    Region known = regions.get(parameter);
    if (known != null) {
      return known;
    }
    // While it is being found out, a loop adds nothing of its own.
    regions.put(parameter, Region.ANY);
    Region common = null;
    for (Value argument : arguments.getOrDefault(parameter, List.of())) {
      if (argument == parameter || argument.equals(Value.NULL)) {
        continue;
      }
      Region region = region(argument);
      if (common != null && !common.equals(region)) {
        common = common.kind() == region.kind() ? new Region(region.kind(), null) : Region.ANY;
      } else {
        common = region;
      }
    }
    Region found = common == null ? Region.ANY : common;
    regions.put(parameter, found);
    return found;
  }
}
