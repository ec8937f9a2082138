package io.github.bpf4j.compiler.read;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The control flow of a method's bytecode: basic blocks in reverse postorder, which of them begin
/// loops, and which local variables matter where.
public final class CodeFlow {
  /// Instructions `start` to `end` (exclusive).
  ///
  /// @param live the local variables that may be read from here on before they are stored to
  /// @param loop the loop that begins here, if one does
  public record CodeBlock(int start, int end, BitSet live, @Nullable Loop loop) {}

  /// A loop: its head, and the blocks on the ways from there back to it.
  ///
  /// @param blocks their positions in [#blocks], the head's among them
  /// @param assigned the local variables that they store to
  public record Loop(BitSet blocks, BitSet assigned) {}

  private final List<CodeBlock> order = new ArrayList<>();
  private final int[] positionOfStart;

  CodeFlow(MethodCode code) {
    int count = code.instructions().size();
    int[] starts = leaders(code);
    int[] blockOf = new int[count + 1];
    for (int b = 0; b < starts.length; b++) {
      int end = b + 1 < starts.length ? starts[b + 1] : count;
      for (int i = starts[b]; i < end; i++) {
        blockOf[i] = b;
      }
    }
    List<List<Integer>> successors = new ArrayList<>();
    for (int b = 0; b < starts.length; b++) {
      int end = b + 1 < starts.length ? starts[b + 1] : count;
      successors.add(successors(code, starts[b], end, blockOf));
    }
    List<Integer> reversePostorder = reversePostorder(successors);
    BitSet[] live = liveness(code, starts, blockOf, successors, reversePostorder);

    int[] position = new int[starts.length];
    java.util.Arrays.fill(position, -1);
    for (int p = 0; p < reversePostorder.size(); p++) {
      position[reversePostorder.get(p)] = p;
    }
    positionOfStart = new int[count + 1];
    java.util.Arrays.fill(positionOfStart, -1);
    for (int p = 0; p < reversePostorder.size(); p++) {
      int b = reversePostorder.get(p);
      var inside = loop(p, reversePostorder, position, successors);
      Loop loop = null;
      if (!inside.isEmpty()) {
        var assigned = new BitSet();
        for (int q = inside.nextSetBit(0); q >= 0; q = inside.nextSetBit(q + 1)) {
          int member = reversePostorder.get(q);
          assigned.or(stores(code, starts[member], end(starts, member, count)));
        }
        loop = new Loop(inside, assigned);
      }
      order.add(new CodeBlock(starts[b], end(starts, b, count), live[b], loop));
      positionOfStart[starts[b]] = p;
    }
  }

  /// The positions of the blocks from which a way leads back to the one at `head` without leaving what
  /// comes behind it; empty if there is none.
  private static BitSet loop(
      int head, List<Integer> order, int[] position, List<List<Integer>> successors) {
    var inside = new BitSet();
    boolean grows = true;
    while (grows) {
      grows = false;
      for (int q = order.size() - 1; q >= head; q--) {
        for (int successor : successors.get(order.get(q))) {
          int to = position[successor];
          if (!inside.get(q) && (to == head || to > head && inside.get(to))) {
            inside.set(q);
            grows = true;
          }
        }
      }
    }
    if (!inside.isEmpty()) {
      inside.set(head);
    }
    return inside;
  }

  /// The blocks that can be reached, each after all its predecessors except over back edges.
  public List<CodeBlock> blocks() {
    return order;
  }

  /// The position in [#blocks] of the block that begins with instruction `index`.
  public int position(int index) {
    return positionOfStart[index];
  }

  private static int end(int[] starts, int block, int count) {
    return block + 1 < starts.length ? starts[block + 1] : count;
  }

  private static int[] leaders(MethodCode code) {
    var leaders = new TreeSet<Integer>();
    leaders.add(0);
    var instructions = code.instructions();
    for (int i = 0; i < instructions.size(); i++) {
      var targets = targets(code, instructions.get(i));
      leaders.addAll(targets);
      if (!targets.isEmpty() || endsBlock(instructions.get(i))) {
        leaders.add(i + 1);
      }
    }
    code.handlers().forEach(handler -> leaders.add(handler.target()));
    leaders.remove(instructions.size());
    return leaders.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Where `instruction` may jump to.
  static List<Integer> targets(MethodCode code, Instruction instruction) {
    var targets = new ArrayList<Integer>();
    switch (instruction) {
      case BranchInstruction branch -> targets.add(code.index(branch.target()));
      case TableSwitchInstruction table -> {
        for (SwitchCase c : table.cases()) {
          targets.add(code.index(c.target()));
        }
        targets.add(code.index(table.defaultTarget()));
      }
      case LookupSwitchInstruction lookup -> {
        for (SwitchCase c : lookup.cases()) {
          targets.add(code.index(c.target()));
        }
        targets.add(code.index(lookup.defaultTarget()));
      }
      default -> {}
    }
    return targets;
  }

  /// Whether what follows `instruction` is reached by a jump alone.
  static boolean endsBlock(Instruction instruction) {
    return switch (instruction) {
      case ReturnInstruction _, ThrowInstruction _, TableSwitchInstruction _ -> true;
      case LookupSwitchInstruction _ -> true;
      case BranchInstruction branch ->
          branch.opcode() == Opcode.GOTO || branch.opcode() == Opcode.GOTO_W;
      default -> false;
    };
  }

  private static List<Integer> successors(MethodCode code, int start, int end, int[] blockOf) {
    var successors = new ArrayList<Integer>();
    var last = code.instructions().get(end - 1);
    for (int target : targets(code, last)) {
      successors.add(blockOf[target]);
    }
    if (!endsBlock(last) && end < code.instructions().size()) {
      successors.add(blockOf[end]);
    }
    for (var handler : code.handlers()) {
      if (handler.start() < end && start < handler.end()) {
        successors.add(blockOf[handler.target()]);
      }
    }
    return successors;
  }

  private static List<Integer> reversePostorder(List<List<Integer>> successors) {
    var postorder = new ArrayList<Integer>();
    var seen = new BitSet();
    record Visit(int block, java.util.Iterator<Integer> rest) {}
    var stack = new ArrayDeque<Visit>();
    seen.set(0);
    stack.push(new Visit(0, successors.get(0).iterator()));
    while (!stack.isEmpty()) {
      var visit = stack.element();
      if (!visit.rest().hasNext()) {
        postorder.add(visit.block());
        stack.pop();
        continue;
      }
      int next = visit.rest().next();
      if (!seen.get(next)) {
        seen.set(next);
        stack.push(new Visit(next, successors.get(next).iterator()));
      }
    }
    Collections.reverse(postorder);
    return postorder;
  }

  private static BitSet[] liveness(
      MethodCode code,
      int[] starts,
      int[] blockOf,
      List<List<Integer>> successors,
      List<Integer> reversePostorder) {
    var live = new BitSet[starts.length];
    for (int b = 0; b < starts.length; b++) {
      live[b] = new BitSet();
    }
    int count = code.instructions().size();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int p = reversePostorder.size() - 1; p >= 0; p--) {
        int b = reversePostorder.get(p);
        int end = end(starts, b, count);
        var now = new BitSet();
        successors.get(b).forEach(successor -> now.or(live[successor]));
        for (int i = end - 1; i >= starts[b]; i--) {
          var instruction = code.instructions().get(i);
          if (instruction instanceof StoreInstruction store) {
            now.clear(store.slot());
          }
          for (var handler : code.handlers()) {
            if (handler.start() <= i && i < handler.end()) {
              now.or(live[blockOf[handler.target()]]);
            }
          }
          if (instruction instanceof LoadInstruction load) {
            now.set(load.slot());
          } else if (instruction instanceof IncrementInstruction increment) {
            now.set(increment.slot());
          }
        }
        if (!now.equals(live[b])) {
          live[b] = now;
          changed = true;
        }
      }
    }
    return live;
  }

  private static BitSet stores(MethodCode code, int start, int end) {
    var stores = new BitSet();
    for (int i = start; i < end; i++) {
      switch (code.instructions().get(i)) {
        case StoreInstruction store -> {
          stores.set(store.slot());
          if (store.typeKind() == TypeKind.LONG || store.typeKind() == TypeKind.DOUBLE) {
            stores.set(store.slot() + 1);
          }
        }
        case IncrementInstruction increment -> stores.set(increment.slot());
        default -> {}
      }
    }
    return stores;
  }
}
