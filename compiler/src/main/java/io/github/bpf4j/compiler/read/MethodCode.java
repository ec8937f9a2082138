package io.github.bpf4j.compiler.read;

import io.github.bpf4j.api.NoInline;
import io.github.bpf4j.compiler.SourceElement;
import java.lang.classfile.Annotation;
import java.lang.classfile.Attributes;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bytecode of one method: instructions by index, with their lines and exception handlers.
public final class MethodCode {
  /// Instructions `start` to `end` (exclusive) are covered by the handler that begins at `target`.
  ///
  /// @param catchType internal name of the class caught (`java/lang/RuntimeException`), null for any
  public record Handler(int start, int end, int target, @Nullable String catchType) {}

  private static final ClassDesc NO_INLINE = ClassDesc.of(NoInline.class.getName());

  private final Class<?> owner;
  private final String name;
  private final MethodTypeDesc type;
  private final boolean isStatic;
  private final boolean isSynchronized;
  private final boolean isNoInline;
  private final int maxLocals;
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();
  private final Map<Label, Integer> labels = new HashMap<>();
  private final List<Handler> handlers = new ArrayList<>();
  private final List<SourceElement> elements;
  private final CodeFlow flow;

  private MethodCode(Class<?> owner, MethodModel method, CodeModel code) {
    this.owner = owner;
    this.name = method.methodName().stringValue();
    this.type = method.methodTypeSymbol();
    this.isStatic = method.flags().has(AccessFlag.STATIC);
    this.isSynchronized = method.flags().has(AccessFlag.SYNCHRONIZED);
    this.isNoInline =
        method
            .findAttribute(Attributes.runtimeVisibleAnnotations())
            .filter(all -> all.annotations().stream().anyMatch(MethodCode::isNoInline))
            .isPresent();
    this.maxLocals = ((CodeAttribute) code).maxLocals();
    int line = 0;
    for (CodeElement element : code) {
      switch (element) {
        case Instruction instruction -> {
          instructions.add(instruction);
          lines.add(line);
        }
        case LineNumber number -> line = number.line();
        case LabelTarget target -> labels.put(target.label(), instructions.size());
        default -> {}
      }
    }
    for (ExceptionCatch handler : code.exceptionHandlers()) {
      handlers.add(
          new Handler(
              index(handler.tryStart()),
              index(handler.tryEnd()),
              index(handler.handler()),
              handler.catchType().map(entry -> entry.asInternalName()).orElse(null)));
    }
    this.elements = SourceElements.of(owner.getName(), name, instructions, lines);
    this.flow = new CodeFlow(this);
  }

  /// Instructions `start` to `end` (exclusive) of `whole`, which leave a `result` on the stack, as a method
  /// without parameters.
  private MethodCode(MethodCode whole, String name, int start, int end, ClassDesc result) {
    this.owner = whole.owner;
    this.name = name;
    this.type = MethodTypeDesc.of(result);
    this.isStatic = true;
    this.isSynchronized = false;
    this.isNoInline = false;
    this.maxLocals = whole.maxLocals;
    instructions.addAll(whole.instructions.subList(start, end));
    instructions.add(ReturnInstruction.of(TypeKind.from(result)));
    lines.addAll(whole.lines.subList(start, end));
    lines.add(whole.line(end));
    this.elements = whole.elements.subList(start, end + 1);
    whole.labels.forEach((label, index) -> labels.put(label, index - start));
    this.flow = new CodeFlow(this);
  }

  private static boolean isNoInline(Annotation annotation) {
    return annotation.classSymbol().equals(NO_INLINE);
  }

  static MethodCode of(Class<?> owner, MethodModel method, CodeModel code) {
    return new MethodCode(owner, method, code);
  }

  /// The expression in this code, that of a static initialiser, which gives the static field `field` its value, as
  /// the code of a method that returns it; null if there is not just one, or it needs what comes before
  /// it.
  ///
  /// ```java
  /// static final IntUnaryOperator TWICE = x -> x * 2;
  /// ```
  public @Nullable MethodCode initialValue(String field) {
    int end = -1;
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i) instanceof FieldInstruction put
          && put.opcode() == Opcode.PUTSTATIC
          && put.name().equalsString(field)) {
        if (end >= 0) {
          return null;
        }
        end = i;
      }
    }
    int[] depths = StackDepth.of(this);
    for (int start = end; start >= 0; start--) {
      if (depths[start] == 0 && isClosed(start, end)) {
        var put = (FieldInstruction) instructions.get(end);
        return needsNothing(start, end)
            ? new MethodCode(this, field, start, end, put.typeSymbol())
            : null;
      }
    }
    return null;
  }

  /// Whether no jump leads from outside of instructions `start` to `end` behind the first of them, or out.
  private boolean isClosed(int start, int end) {
    for (int i = 0; i < instructions.size(); i++) {
      boolean inside = start <= i && i < end;
      for (int target : CodeFlow.targets(this, instructions.get(i))) {
        boolean leadsInside = start < target && target <= end;
        if (inside ? !leadsInside : leadsInside) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean needsNothing(int start, int end) {
    var stored = new BitSet();
    for (int i = start; i < end; i++) {
      switch (instructions.get(i)) {
        case StoreInstruction store -> stored.set(store.slot());
        case LoadInstruction load when !stored.get(load.slot()) -> {
          return false;
        }
        default -> {}
      }
    }
    return handlers.stream().noneMatch(handler -> handler.start() < end && start < handler.end());
  }

  /// The class that declares the method.
  public Class<?> owner() {
    return owner;
  }

  /// The method's name.
  public String name() {
    return name;
  }

  /// The method's parameters and result.
  public MethodTypeDesc type() {
    return type;
  }

  /// Whether it has no `this`.
  public boolean isStatic() {
    return isStatic;
  }

  /// Whether it locks.
  public boolean isSynchronized() {
    return isSynchronized;
  }

  /// Whether it is marked to be a function of its own.
  public boolean isNoInline() {
    return isNoInline;
  }

  /// Local variable slots; a `long` takes two.
  public int maxLocals() {
    return maxLocals;
  }

  /// The instructions in order.
  public List<Instruction> instructions() {
    return instructions;
  }

  /// The line of the instruction at `index`, 0 if the class file does not say.
  public int line(int index) {
    return lines.get(index);
  }

  /// What of its line the instruction at `index` stands for.
  public SourceElement element(int index) {
    return elements.get(index);
  }

  /// The instruction index that `label` stands for.
  public int index(Label label) {
    return labels.getOrDefault(label, instructions.size());
  }

  /// The handlers, in the order in which they are tried.
  public List<Handler> handlers() {
    return handlers;
  }

  /// The basic blocks and loops.
  public CodeFlow flow() {
    return flow;
  }

  @Override
  public String toString() {
    return owner.getSimpleName() + "." + name + type.displayDescriptor();
  }
}
