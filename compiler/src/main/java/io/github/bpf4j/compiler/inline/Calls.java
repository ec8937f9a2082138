package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.read.MethodCode;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a call becomes: instructions, where the method is one of the library's primitives or one of
/// the JDK's that eBPF has an instruction for; else the called method's own code, in place.
final class Calls {
  /// A method that is called.
  ///
  /// @param owner the class of the receiver, or the class that the call names
  record Call(Class<?> owner, String name, String descriptor, List<Operand> arguments) {
    Operand argument(int index) {
      return arguments.get(index);
    }
  }

  /// Methods that become instructions.
  interface Primitives {
    /// The result of `call`; null if these primitives do not have that method.
    @Nullable Operand call(Call call);
  }

  /// Classes of the JDK whose methods are compiled from their own code.
  private static final Set<String> COMPILED_JDK_CLASSES =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Math",
          "java.lang.Short",
          "java.util.Objects");

  private final Translator translator;
  private final List<Primitives> primitives;
  private final Tests tests;

  Calls(Translator translator) {
    this.translator = translator;
    this.tests = new Tests(translator);
    this.primitives =
        List.of(
            new JdkCalls(translator),
            new PacketCalls(translator),
            new MapCalls(translator),
            new AtomicCalls(translator),
            new SourceCalls(translator),
            new LogCalls(translator),
            new BlackHoleCalls(translator));
  }

  /// The class that `name` (internal: `java/lang/String`, or an array's descriptor) means in `code`.
  static Class<?> resolve(MethodCode code, String name) {
    try {
      return Class.forName(name.replace('/', '.'), false, code.owner().getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "%s needs the class %s, which is not on the class path".formatted(code, name), e);
    }
  }

  void invoke(InvokeInstruction instruction) {
    var type = instruction.typeSymbol();
    var arguments = new ArrayList<Operand>();
    for (int i = 0; i < type.parameterCount(); i++) {
      arguments.addFirst(translator.state().pop());
    }
    boolean isStatic = instruction.opcode() == Opcode.INVOKESTATIC;
    if (!isStatic) {
      arguments.addFirst(translator.state().pop());
    }
    Class<?> owner = resolve(translator.activation().code(), instruction.owner().asInternalName());
    var call =
        new Call(
            owner,
            instruction.name().stringValue(),
            instruction.type().stringValue(),
            List.copyOf(arguments));
    Operand result = isStatic ? direct(call) : onReceiver(call, instruction.opcode());
    if (!type.returnType().descriptorString().equals("V")) {
      translator.state().push(result);
    }
  }

  private Operand onReceiver(Call call, Opcode opcode) {
    Operand receiver = tests.notNull(call.argument(0));
    if (opcode == Opcode.INVOKESPECIAL) {
      return direct(call);
    }
    return switch (receiver) {
      case Operand.Unknown _ -> receiver;
      case Choice choice -> dispatch(call, choice);
      case Operand.EnumValue value when value.nullable() ->
          translator.fields().maybeNull(receiver, "method " + call.name());
      case Operand.Place place when place.nullable() ->
          translator.fields().maybeNull(receiver, "method " + call.name());
      default -> direct(on(call, receiver));
    };
  }

  private static Call on(Call call, Operand receiver) {
    var arguments = new ArrayList<>(call.arguments());
    arguments.set(0, receiver);
    return new Call(
        Tests.classOf(receiver), call.name(), call.descriptor(), List.copyOf(arguments));
  }

  /// Calls the method of whichever alternative it is.
  private Operand dispatch(Call call, Choice choice) {
    if (choice.alternatives().getFirst() instanceof Null) {
      return translator.fields().maybeNull(choice, "method " + call.name());
    }
    var start = translator.ir().current();
    State before = translator.state();
    var ways = new ArrayList<Way>();
    var cases = new ArrayList<Terminator.Case>();
    for (int i = 0; i < choice.alternatives().size(); i++) {
      Block block = translator.ir().newBlock();
      cases.add(new Terminator.Case(i, Edge.to(block)));
      translator.ir().at(block);
      translator.activation().state(before.copy());
      try {
        Operand result = direct(on(call, choice.alternatives().get(i)));
        translator.state().push(result);
        ways.add(new Way(translator.ir().current(), translator.state()));
      } catch (PathEnds _) {
        // This alternative throws.
      }
    }
    start.terminate(
        new Terminator.Switch(
            choice.tag(),
            cases.subList(1, cases.size()),
            cases.getFirst().edge(),
            translator.ir().position()));
    if (ways.isEmpty()) {
      throw new PathEnds();
    }
    return translator.joinHere(ways);
  }

  /// Calls the method that objects of class `call.owner()` have.
  private Operand direct(Call call) {
    for (Primitives each : primitives) {
      Operand result = each.call(call);
      if (result != null) {
        return result;
      }
    }
    MethodCode code = find(call.owner(), call);
    if (code == null) {
      return translator.report(
          Problem.CALL,
          "%s has no code that can be compiled".formatted(name(call)),
          "call a method that is written in Java and not abstract");
    }
    if (isForeign(code.owner())) {
      return translator.report(
          Problem.CALL,
          "%s belongs to the Java library and cannot run in the kernel".formatted(name(call)),
          "write what you need of it yourself, or do it in user space");
    }
    if (translator.isActive(code)) {
      return translator.report(
          Problem.RECURSION, "%s calls itself".formatted(name(call)), "write it as a loop");
    }
    if (code.isSynchronized()) {
      return translator.report(
          Problem.UNSUPPORTED,
          "%s is synchronized, and a program has no locks of that kind".formatted(name(call)),
          "remove synchronized");
    }
    return translator.call(code, call.arguments());
  }

  private static String name(Call call) {
    return call.owner().getSimpleName() + "." + call.name();
  }

  private static boolean isForeign(Class<?> type) {
    return type.getClassLoader() == null && !COMPILED_JDK_CLASSES.contains(type.getName());
  }

  private @Nullable MethodCode find(Class<?> type, Call call) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      if (c.isArray()) {
        return null;
      }
      MethodCode code = translator.files().method(c, call.name(), call.descriptor());
      if (code != null) {
        return code;
      }
    }
    return findDefault(type, call);
  }

  private @Nullable MethodCode findDefault(Class<?> type, Call call) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (Class<?> i : c.getInterfaces()) {
        MethodCode code = translator.files().method(i, call.name(), call.descriptor());
        if (code == null) {
          code = findDefault(i, call);
        }
        if (code != null) {
          return code;
        }
      }
    }
    return null;
  }

  void invokeDynamic(InvokeDynamicInstruction instruction) {
    var type = instruction.typeSymbol();
    var arguments = new ArrayList<Operand>();
    for (int i = 0; i < type.parameterCount(); i++) {
      arguments.addFirst(translator.state().pop());
    }
    String bootstrap = instruction.bootstrapMethod().owner().displayName();
    String name = instruction.name().stringValue();
    if (bootstrap.equals("ObjectMethods") && name.equals("equals")) {
      // Not in one line: comparing replaces the state.
      Operand result = new Equality(translator).equal(arguments.get(0), arguments.get(1));
      translator.state().push(result);
      return;
    }
    String what =
        switch (bootstrap) {
          case "StringConcatFactory" -> "joining strings";
          case "LambdaMetafactory" -> "a lambda or method reference";
          case "SwitchBootstraps" -> "a switch over patterns";
          case "ObjectMethods" -> name + " of a record";
          default -> "invokedynamic (" + bootstrap + ")";
        };
    String fix =
        switch (bootstrap) {
          case "StringConcatFactory" -> "log the parts: LOG.info(\"a {}\", b)";
          case "SwitchBootstraps" -> "use instanceof, or a switch over an enum's constants";
          default -> "write out what it does";
        };
    translator.state().push(translator.report(Problem.UNSUPPORTED, what + " is not compiled", fix));
  }
}
