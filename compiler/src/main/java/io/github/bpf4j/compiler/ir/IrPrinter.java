package io.github.bpf4j.compiler.ir;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A function as text, which [IrParser] reads back:
///
/// ```
/// function funXdp
/// stack s0 8 align 8
/// b0(v1:pointer):
///   v2:pointer = load.w v1+4 ; FunXdp.java:14 funXdp
///   v3:pointer = load.w v1+0 ; FunXdp.java:14 funXdp
///   v4:pointer = offset v3, 14L ; FunXdp.java:14 funXdp
///   if v4 > v2 goto b1 else b2 ; FunXdp.java:14 funXdp
/// b1:
///   return 2
/// b2 cold:
///   store.dw s0+0, v3
///   v5:i64 = call 1(@0, s0)
///   jump b1
/// ```
///
/// `14` is an I32, `14L` an I64, `14P` a POINTER and `null` the POINTER 0. `@0` is map 0, `@0[8]` an
/// address in its value, `s0` the address of a stack slot. A `>` is unsigned, `s>` signed. `load.sh`
/// extends the sign.
public final class IrPrinter {
  private final Map<Value, String> values = new IdentityHashMap<>();
  private final Map<Value.StackSlot, String> slots = new IdentityHashMap<>();
  private final Map<Block, String> blocks = new IdentityHashMap<>();
  private final StringBuilder declarations = new StringBuilder();
  private final StringBuilder body = new StringBuilder();

  private IrPrinter() {}

  /// The whole function. Works for broken functions too.
  public static String print(Function function) {
    var printer = new IrPrinter();
    for (var block : function.blocks()) {
      printer.blocks.put(block, "b" + printer.blocks.size());
      block.parameters().forEach(printer::name);
      block.instructions().stream().filter(Instruction::hasResult).forEach(printer::name);
    }
    function.blocks().forEach(printer::block);
    return (function.isProgram() ? "function " : "subprogram ")
        + function.name()
        + "\n"
        + printer.declarations
        + printer.body;
  }

  private void block(Block block) {
    body.append(blocks.get(block));
    if (!block.parameters().isEmpty()) {
      body.append(
          block.parameters().stream()
              .map(p -> name(p) + ":" + type(p.type()))
              .collect(Collectors.joining(", ", "(", ")")));
    }
    body.append(block.cold() ? " cold:\n" : ":\n");
    for (var instruction : block.instructions()) {
      body.append("  ").append(instruction(instruction));
      position(instruction.position());
    }
    if (!block.isTerminated()) {
      body.append("  (no end)\n");
      return;
    }
    body.append("  ");
    switch (block.terminator()) {
      case Terminator.Jump(var target) -> {
        body.append("jump ").append(edge(target));
        position(Position.NONE);
      }
      case Terminator.Branch(
              var condition,
              var left,
              var right,
              var then,
              var otherwise,
              var position) -> {
        body.append(
            "if %s %s %s goto %s else %s"
                .formatted(
                    value(left), condition.symbol(), value(right), edge(then), edge(otherwise)));
        position(position);
      }
      case Terminator.Switch(var value, var cases, var otherwise, var position) -> {
        body.append("switch ").append(value(value)).append(" {");
        body.append(
            cases.stream()
                .map(c -> c.value() + ": " + edge(c.edge()))
                .collect(Collectors.joining("; ")));
        body.append("} else ").append(edge(otherwise));
        position(position);
      }
      case Terminator.Gate(var site, var enabled, var disabled, var position) -> {
        body.append("gate %d on %s off %s".formatted(site, edge(enabled), edge(disabled)));
        position(position);
      }
      case Terminator.Return(var value, var position) -> {
        body.append("return ").append(value(value));
        position(position);
      }
    }
  }

  private String instruction(Instruction instruction) {
    var text = new StringBuilder();
    if (instruction.hasResult()) {
      text.append(name(instruction)).append(':').append(type(instruction.type())).append(" = ");
    }
    text.append(instruction.op().name().toLowerCase(Locale.ROOT));
    if (instruction.op() == Op.ATOMIC) {
      text.append('_').append(instruction.atomic().name().toLowerCase(Locale.ROOT));
    }
    if (instruction.touchesMemory()) {
      text.append('.').append(instruction.signed() ? "s" : "");
      text.append(instruction.size().name().toLowerCase(Locale.ROOT)).append(' ');
      text.append(value(instruction.operand(0)));
      text.append(instruction.offset() < 0 ? "" : "+").append(instruction.offset());
      instruction.operands().stream().skip(1).forEach(v -> text.append(", ").append(value(v)));
    } else if (instruction.op().isCall()) {
      text.append(' ').append(instruction.offset()).append(list(instruction.operands(), "(", ")"));
    } else {
      text.append(list(instruction.operands(), " ", ""));
    }
    return text.toString();
  }

  private String edge(Edge edge) {
    var target = blocks.getOrDefault(edge.target(), "b?");
    return edge.arguments().isEmpty() ? target : target + list(edge.arguments(), "(", ")");
  }

  private String list(List<Value> list, String before, String after) {
    return list.stream().map(this::value).collect(Collectors.joining(", ", before, after));
  }

  private String value(Value value) {
    return switch (value) {
      case Value.Constant(var type, long number) ->
          switch (type) {
            case I32 -> Long.toString(number);
            case I64 -> number + "L";
            case POINTER -> number == 0 ? "null" : number + "P";
          };
      case Value.MapAddress(int map) -> "@" + map;
      case Value.MapValueAddress(int map, int offset) -> "@" + map + "[" + offset + "]";
      case Value.FunctionAddress(int function) -> "&" + function;
      case Value.StackAddress(var slot) -> slots.computeIfAbsent(slot, this::declare);
      case Value.Parameter parameter -> name(parameter);
      case Instruction instruction -> name(instruction);
    };
  }

  private String declare(Value.StackSlot slot) {
    var name = "s" + slots.size();
    declarations.append("stack %s %d align %d\n".formatted(name, slot.size(), slot.alignment()));
    return name;
  }

  private String name(Value value) {
    return values.computeIfAbsent(value, v -> "v" + (values.size() + 1));
  }

  private void position(Position position) {
    if (!position.equals(Position.NONE)) {
      body.append(" ; %s:%d %s".formatted(position.file(), position.line(), position.method()));
    }
    body.append('\n');
  }

  private static String type(Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
