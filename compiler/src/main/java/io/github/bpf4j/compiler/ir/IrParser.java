package io.github.bpf4j.compiler.ir;

import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what [IrPrinter] writes. Names of values, blocks and stack slots are free, blank lines too.
public final class IrParser {
  private static final Pattern STACK = Pattern.compile("stack (\\w+) (\\d+) align (\\d+)");
  private static final Pattern BLOCK = Pattern.compile("(\\w+)(?:\\((.*)\\))?( cold)?:");
  private static final Pattern INSTRUCTION =
      Pattern.compile("(?:(\\w+):(\\w+) = )?([a-z_0-9]+)(?:\\.(s?)([a-z]+))?(?: (.*))?");
  private static final Pattern HEAD = Pattern.compile("(function|subprogram) (.*)");
  private static final Pattern CALL = Pattern.compile("(\\d+)\\((.*)\\)");
  private static final Pattern BRANCH =
      Pattern.compile("if (\\S+) (\\S+) (\\S+) goto (.+?) else (.+)");
  private static final Pattern SWITCH = Pattern.compile("switch (\\S+) \\{(.*)} else (.+)");
  private static final Pattern GATE = Pattern.compile("gate (\\d+) on (.+) off (.+)");
  private static final Pattern EDGE = Pattern.compile("(\\w+)(?:\\((.*)\\))?");
  private static final Pattern ADDRESS = Pattern.compile("(.+?)([+-]\\d+)");
  private static final Pattern POSITION = Pattern.compile("(.*):(\\d+) (.*)");
  private static final Pattern MAP_VALUE = Pattern.compile("@(\\d+)\\[(-?\\d+)]");

  private static final String ATOMIC = "ATOMIC_";

  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Block> blocks = new HashMap<>();
  private final List<Runnable> later = new ArrayList<>();

  private IrParser() {}

  /// The function that the text means.
  ///
  /// @throws IllegalArgumentException naming the line that cannot be read
  public static Function parse(String text) {
    return new IrParser().function(text.lines().toList());
  }

  private Function function(List<String> lines) {
    var name = "";
    boolean isProgram = true;
    var list = new ArrayList<Block>();
    for (var line : lines) {
      var code = line.strip();
      if (code.isEmpty()) {
        continue;
      }
      try {
        if (HEAD.matcher(code) instanceof Matcher m && m.matches()) {
          isProgram = m.group(1).equals("function");
          name = m.group(2);
        } else if (STACK.matcher(code) instanceof Matcher m && m.matches()) {
          var slot =
              new Value.StackSlot(Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)));
          values.put(m.group(1), new Value.StackAddress(slot));
        } else if (BLOCK.matcher(code) instanceof Matcher m && m.matches()) {
          list.add(block(m));
        } else {
          statement(list.getLast(), code);
        }
      } catch (RuntimeException e) {
        throw unreadable(line, e);
      }
    }
    later.forEach(Runnable::run);
    return new Function(name, list, isProgram);
  }

  private Block block(Matcher matcher) {
    var block = new Block();
    blocks.put(matcher.group(1), block);
    for (var parameter : split(matcher.group(2))) {
      var parts = parameter.split(":", -1);
      var value = new Value.Parameter(type(parts[1]));
      values.put(parts[0], value);
      block.parameters().add(value);
    }
    if (matcher.group(3) != null) {
      block.markCold();
    }
    return block;
  }

  private void statement(Block block, String line) {
    int comment = line.indexOf(';', line.indexOf('}') + 1);
    var code = (comment < 0 ? line : line.substring(0, comment)).strip();
    var position = comment < 0 ? Position.NONE : position(line.substring(comment + 1).strip());
    var word = code.split(" ", 2)[0];
    switch (word) {
      case "jump", "if", "switch", "gate", "return" ->
          later.add(() -> {
            try {
              block.terminate(terminator(word, code, position));
            } catch (RuntimeException e) {
              throw unreadable(line, e);
            }
          });
      default -> block.instructions().add(instruction(code, position));
    }
  }

  private Instruction instruction(String code, Position position) {
    var m = match(INSTRUCTION, code);
    var word = m.group(3).toUpperCase(Locale.ROOT);
    var op = word.startsWith(ATOMIC) ? Op.ATOMIC : Op.valueOf(word);
    boolean result = m.group(2) != null;
    var size = m.group(5) == null ? Size.DW : Size.valueOf(m.group(5).toUpperCase(Locale.ROOT));
    var rest = m.group(6) == null ? "" : m.group(6);
    var names = split(rest);
    // Operands may be defined further down; they take their places when all names are known.
    Value open = Value.NULL;
    int offset = 0;
    if (op == Op.LOAD || op == Op.STORE || op == Op.ATOMIC) {
      var address = match(ADDRESS, names.getFirst());
      offset = Integer.parseInt(address.group(2));
      names.set(0, address.group(1));
    } else if (op.isCall()) {
      var call = match(CALL, rest);
      offset = Integer.parseInt(call.group(1));
      names = split(call.group(2));
    }
    var opens = new Value[names.size()];
    Arrays.fill(opens, open);
    var type = result ? type(m.group(2)) : Type.I32;
    var instruction =
        switch (op) {
          case LOAD -> Instruction.load(type, size, "s".equals(m.group(4)), open, offset, position);
          case STORE -> Instruction.store(size, open, offset, open, position);
          case ATOMIC ->
              Instruction.atomic(
                  AtomicOp.valueOf(word.substring(ATOMIC.length())),
                  result ? type : null,
                  size,
                  offset,
                  List.of(opens),
                  position);
          case KEEP -> Instruction.keep(open, position);
          case CALL -> Instruction.call(type, offset, List.of(opens), position);
          case CALL_KFUNC -> Instruction.callKfunc(type, offset, List.of(opens), position);
          case CALL_LOCAL -> Instruction.callLocal(type, offset, List.of(opens), position);
          default -> Instruction.of(op, type, position, opens);
        };
    if (result) {
      values.put(m.group(1), instruction);
    }
    var operands = names;
    later.add(() -> {
      for (int i = 0; i < operands.size(); i++) {
        instruction.operands().set(i, value(operands.get(i)));
      }
    });
    return instruction;
  }

  private Terminator terminator(String word, String code, Position position) {
    return switch (word) {
      case "jump" -> new Terminator.Jump(edge(code.substring(5)));
      case "return" -> new Terminator.Return(value(code.substring(7)), position);
      case "if" -> {
        var m = match(BRANCH, code);
        yield new Terminator.Branch(
            condition(m.group(2)),
            value(m.group(1)),
            value(m.group(3)),
            edge(m.group(4)),
            edge(m.group(5)),
            position);
      }
      case "gate" -> {
        var m = match(GATE, code);
        yield new Terminator.Gate(
            Integer.parseInt(m.group(1)), edge(m.group(2)), edge(m.group(3)), position);
      }
      default -> {
        var m = match(SWITCH, code);
        var cases = new ArrayList<Terminator.Case>();
        for (var entry : m.group(2).split(";", 0)) {
          var parts = entry.split(":", 2);
          cases.add(
              new Terminator.Case(Integer.parseInt(parts[0].strip()), edge(parts[1].strip())));
        }
        yield new Terminator.Switch(value(m.group(1)), cases, edge(m.group(3)), position);
      }
    };
  }

  private Edge edge(String text) {
    var m = match(EDGE, text);
    var target = blocks.get(m.group(1));
    if (target == null) {
      throw new IllegalArgumentException("no block " + m.group(1));
    }
    return new Edge(target, split(m.group(2)).stream().map(this::value).toList());
  }

  private Value value(String text) {
    var known = values.get(text);
    if (known != null) {
      return known;
    }
    if (text.equals("null")) {
      return Value.NULL;
    }
    if (MAP_VALUE.matcher(text) instanceof Matcher m && m.matches()) {
      return new Value.MapValueAddress(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
    }
    if (text.startsWith("&")) {
      return new Value.FunctionAddress(Integer.parseInt(text.substring(1)));
    }
    if (text.startsWith("@")) {
      return new Value.MapAddress(Integer.parseInt(text.substring(1)));
    }
    var number = text.substring(0, text.length() - 1);
    try {
      return switch (text.charAt(text.length() - 1)) {
        case 'L' -> Value.Constant.of(Long.parseLong(number));
        case 'P' -> new Value.Constant(Type.POINTER, Long.parseLong(number));
        default -> Value.Constant.of(Integer.parseInt(text));
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no value " + text, e);
    }
  }

  private static Condition condition(String symbol) {
    return Arrays.stream(Condition.values())
        .filter(c -> c.symbol().equals(symbol))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no condition " + symbol));
  }

  private static Position position(String text) {
    var m = match(POSITION, text + " ");
    return new Position(m.group(1), Integer.parseInt(m.group(2)), m.group(3).strip());
  }

  private static Type type(String name) {
    return Type.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Matcher match(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not of the form " + pattern);
    }
    return matcher;
  }

  private static List<String> split(@Nullable String list) {
    if (list == null || list.isBlank()) {
      return new ArrayList<>();
    }
    return new ArrayList<>(Arrays.stream(list.split(",", -1)).map(String::strip).toList());
  }

  private static IllegalArgumentException unreadable(String line, RuntimeException cause) {
    return new IllegalArgumentException(
        "cannot read '" + line.strip() + "': " + cause.getMessage(), cause);
  }
}
