package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.KernelLog;
import io.github.bpf4j.api.Layout;
import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.MapAddress;
import io.github.bpf4j.compiler.ir.Value.MapValueAddress;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.Helper;
import io.github.bpf4j.object.LogSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The methods of `KernelLog`: a record in the ring buffer, behind a gate that the loader opens or
/// shuts.
final class LogCalls implements Calls.Primitives {
  private static final int HEADER = 4;

  private final Translator translator;

  LogCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (call.owner() != KernelLog.class) {
      return null;
    }
    if (call.name().equals("of")) {
      return translator.report(
          Problem.STATIC_STATE,
          "a program cannot make a KernelLog",
          "make it outside: static final KernelLog LOG = KernelLog.of(%s.class);"
              .formatted(translator.activation().code().owner().getSimpleName()));
    }
    if (call.arguments().isEmpty()
        || !(call.argument(0) instanceof Known known)
        || !(known.object() instanceof KernelLog log)) {
      return null;
    }
    if (call.arguments().size() > 1 && call.argument(1) instanceof Operand.Unknown unknown) {
      return unknown;
    }
    if (!(call.arguments().size() > 1
        && call.argument(1) instanceof Known text
        && text.object() instanceof String template)) {
      return translator.report(
          Problem.LOG,
          "the text of a log statement must be a constant",
          "write the text as a literal, with {} for what changes");
    }
    var level = LogLevel.valueOf(call.name().toUpperCase(Locale.ROOT));
    var arguments = arguments(call);
    if (arguments != null) {
      write(log, level, template, arguments);
    }
    return Operand.UNKNOWN;
  }

  private @Nullable List<Operand> arguments(Call call) {
    var rest = call.arguments().subList(2, call.arguments().size());
    if (!call.descriptor().contains("[Ljava/lang/Object;")) {
      return rest;
    }
    if (rest.getFirst() instanceof Instance array) {
      return List.copyOf(translator.state().fields(array).values());
    }
    translator.report(
        Problem.LOG,
        "the arguments of a log statement must be written out",
        "give them one by one: LOG.info(\"{} {}\", a, b)");
    return null;
  }

  private void write(KernelLog log, LogLevel level, String template, List<Operand> arguments) {
    var fields = new ArrayList<LogSite.Argument>();
    var types = new ArrayList<Class<?>>();
    int size = HEADER;
    for (Operand argument : arguments) {
      Class<?> type = type(argument);
      Layout layout = type == null ? null : translator.memory().layout(type);
      if (type == null || layout == null) {
        return;
      }
      size = (size + layout.alignment() - 1) & -layout.alignment();
      fields.add(new LogSite.Argument(type.getName(), size));
      types.add(type);
      size += layout.size();
    }
    size = (size + 3) & -4;
    var parts = translator.parts();
    int site = parts.addLogSite(new LogSite(level.ordinal(), log.name(), template, fields, size));

    var ir = translator.ir();
    Block enabled = ir.newBlock();
    Block reserved = ir.newBlock();
    Block full = ir.newBlock();
    Block after = ir.newBlock();
    ir.current()
        .terminate(new Terminator.Gate(site, Edge.to(enabled), Edge.to(after), ir.position()));
    ir.at(enabled);
    Value record =
        ir.call(
            Type.POINTER,
            Helper.RINGBUF_RESERVE,
            new MapAddress(parts.requireLogBuffer()),
            Constant.of((long) size),
            Constant.of(0L));
    enabled.terminate(
        new Terminator.Branch(
            Condition.NE, record, Value.NULL, Edge.to(reserved), Edge.to(full), ir.position()));
    ir.at(full);
    full.markCold();
    if (parts.accounts()) {
      ir.atomicAdd(new MapValueAddress(parts.requireAccounting(), 0), 1);
    }
    full.terminate(new Terminator.Jump(Edge.to(after)));
    ir.at(reserved);
    ir.store(Size.W, record, 0, Constant.of(site));
    for (int i = 0; i < arguments.size(); i++) {
      translator
          .memory()
          .store(record, fields.get(i).offset(), arguments.get(i), types.get(i), false);
    }
    ir.call(Type.I64, Helper.RINGBUF_SUBMIT, record, Constant.of(0L));
    reserved.terminate(new Terminator.Jump(Edge.to(after)));
    ir.at(after);
  }

  private @Nullable Class<?> type(Operand argument) {
    return switch (argument) {
      case Operand.Boxed boxed -> Memory.primitive(boxed.type());
      case Operand.EnumValue value -> value.type();
      case Operand.Place place -> place.type();
      case Operand.Unknown _ -> null;
      default -> {
        if (Shapes.isValueObject(argument)) {
          yield Shapes.typeOf(argument);
        }
        translator.report(
            Problem.LOG,
            "%s cannot be logged from a program".formatted(Shapes.describe(argument)),
            "log numbers, booleans, enum constants, addresses and records");
        yield null;
      }
    };
  }
}
