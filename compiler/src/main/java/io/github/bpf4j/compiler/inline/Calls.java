package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Lambda;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.read.MethodCode;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
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
          "java.lang.StrictMath",
          "java.util.Arrays",
          "java.util.Comparator",
          "java.util.Objects",
          "java.util.Optional",
          "java.util.OptionalInt",
          "java.util.OptionalLong",
          "jdk.internal.util.ArraysSupport");

  /// How often a method may be inlined within itself: lambdas nest, and recursion may end while
  /// compiling.
  private static final int MAX_DEPTH = 32;

  private final Translator translator;
  private final Set<MethodCode> endless = new HashSet<>();
  private final List<Primitives> primitives;
  private final Lambdas lambdas;

  Calls(Translator translator) {
    this.translator = translator;
    this.lambdas = new Lambdas(translator, this);
    this.primitives =
        List.of(
            new BuiltInCalls(translator),
            new StringCalls(translator),
            new CollectionCalls(translator, this),
            new JdkCalls(translator),
            new PacketCalls(translator),
            new ChecksumCalls(translator),
            new FibCalls(translator),
            new MetadataCalls(translator),
            new MapCalls(translator),
            new AtomicCalls(translator),
            new LockCalls(translator),
            new TimerCalls(translator),
            new SourceCalls(translator),
            new LogCalls(translator),
            new BlackHoleCalls(translator),
            new LoopCalls(translator),
            new KotlinCalls(translator, this));
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

  /// The class that `type` means in `code`.
  static Class<?> resolve(MethodCode code, ClassDesc type) {
    String descriptor = type.descriptorString();
    return switch (descriptor) {
      case "Z" -> boolean.class;
      case "B" -> byte.class;
      case "C" -> char.class;
      case "S" -> short.class;
      case "I" -> int.class;
      case "J" -> long.class;
      case "F" -> float.class;
      case "D" -> double.class;
      case "V" -> void.class;
      default ->
          resolve(
              code, type.isArray() ? descriptor : descriptor.substring(1, descriptor.length() - 1));
    };
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
    if (instruction.opcode() == Opcode.INVOKESPECIAL) {
      if (call.name().equals("<init>") && call.argument(0) instanceof Operand.Instance object) {
        object.constructed(translator.ir().position());
      }
      translator.nulls().use(call.argument(0), "method " + call.name());
    }
    Operand result =
        isStatic || instruction.opcode() == Opcode.INVOKESPECIAL ? direct(call) : onReceiver(call);
    if (!type.returnType().descriptorString().equals("V")) {
      translator.state().push(Operand.Unknown.as(result, TypeKind.from(type.returnType())));
    }
  }

  /// Calls the method that the receiver, the first argument, has.
  Operand onReceiver(Call call) {
    Operand receiver = translator.nulls().use(call.argument(0), "method " + call.name());
    return switch (receiver) {
      case Operand.Unknown _ -> receiver;
      case Choice choice -> translator.onEach(choice, one -> onReceiver(of(call, one)));
      case EnumValue value when !hasOneClass(value) ->
          translator.onEach(constants(value), one -> direct(on(call, one)));
      default -> direct(on(call, receiver));
    };
  }

  /// Whether it is known which class's methods the constant has: a constant with a body has one of its
  /// own.
  private static boolean hasOneClass(EnumValue value) {
    return value.ordinal() instanceof Value.Constant
        || Arrays.stream(value.type().getEnumConstants())
            .allMatch(constant -> constant.getClass() == value.type());
  }

  private static Choice constants(EnumValue value) {
    var ordinals = IntStream.range(0, value.type().getEnumConstants().length).boxed().toList();
    var constants =
        ordinals.stream()
            .<Operand>map(i -> new EnumValue(value.type(), Value.Constant.of(i), false))
            .toList();
    return new Choice(value.ordinal(), ordinals, constants);
  }

  private static Call of(Call call, Operand receiver) {
    var arguments = new ArrayList<>(call.arguments());
    arguments.set(0, receiver);
    return new Call(call.owner(), call.name(), call.descriptor(), List.copyOf(arguments));
  }

  private static Call on(Call call, Operand receiver) {
    Class<?> type =
        receiver instanceof EnumValue(var declaring, Value.Constant ordinal, _)
            ? declaring.getEnumConstants()[(int) ordinal.value()].getClass()
            : Classes.classOf(receiver);
    return new Call(type, call.name(), call.descriptor(), of(call, receiver).arguments());
  }

  /// Calls the method that objects of class `call.owner()` have.
  Operand direct(Call call) {
    for (Primitives each : primitives) {
      Operand result = each.call(call);
      if (result != null) {
        return result;
      }
    }
    if (call.owner().isArray() && call.name().equals("clone")) {
      return translator.arrays().copy(call.argument(0));
    }
    MethodCode code = find(call.owner(), call);
    if (code == null
        && !call.arguments().isEmpty()
        && call.argument(0) instanceof Lambda lambda
        && lambda.method().equals(call.name())) {
      return lambdas.call(lambda, call);
    }
    if (code == null ? call.name().equals("hashCode") : code.owner() == Object.class) {
      return ofAnyObject(call);
    }
    if (code == null) {
      return translator.report(
          Problem.CALL,
          "%s has no code that can be compiled".formatted(name(call)),
          "call a method that is written in Java and not abstract");
    }
    if (isForeign(code.owner())) {
      var wrong = isOfLibrary(Position.NONE, call.owner(), call.name());
      return translator.report(wrong.code(), wrong.message(), wrong.fix());
    }
    int depth = translator.depth(code);
    if (depth > 0 && endless.contains(code)) {
      return Operand.UNKNOWN;
    }
    if (depth == MAX_DEPTH) {
      endless.add(code);
      return translator.report(
          Problem.RECURSION,
          "%s calls itself, and no end of it is known".formatted(name(call)),
          "write it as a loop");
    }
    if (code.isSynchronized()) {
      return translator.report(
          Problem.UNSUPPORTED,
          "%s is synchronized, and a program has no locks of that kind".formatted(name(call)),
          "remove synchronized");
    }
    return code.isNoInline()
        ? translator.unit().subprograms().call(translator, code, call.arguments())
        : translator.call(code, call.arguments());
  }

  /// What every object has, if it has nothing better.
  private Operand ofAnyObject(Call call) {
    return switch (call.name()) {
      case "equals" -> isSame(call.argument(0), call.argument(1));
      case "toString" -> new Operand.Joined();
      default ->
          translator.report(
              Problem.CALL,
              "%s is another number in each JVM".formatted(name(call)),
              "write a hashCode method");
    };
  }

  private Operand isSame(Operand a, Operand b) {
    return b instanceof Choice choice
        ? translator.onEach(choice, one -> isSame(a, one))
        : Operand.of(a.equals(b) ? 1 : 0);
  }

  /// What lambdas and method references become.
  Lambdas lambdas() {
    return lambdas;
  }

  private static String name(Call call) {
    return name(call.owner(), call.name());
  }

  private static String name(Class<?> owner, String method) {
    return owner.getSimpleName() + "." + method;
  }

  /// Says that a method of the JDK's, called at `at`, cannot be compiled.
  static Diagnostic isOfLibrary(Position at, Class<?> owner, String method) {
    return Diagnostic.at(
        at,
        Problem.CALL,
        "%s belongs to the Java library and cannot run in the kernel"
            .formatted(name(owner, method)),
        "write what you need of it yourself, or do it in user space");
  }

  static boolean isForeign(Class<?> type) {
    return type.getClassLoader() == null
        && !COMPILED_JDK_CLASSES.contains(type.getName())
        && !type.getPackageName().equals("java.util.function");
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
}
