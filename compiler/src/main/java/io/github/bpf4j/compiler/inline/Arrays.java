package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.Layout;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.MemoryArray;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import io.github.bpf4j.isa.Condition;
import java.lang.classfile.TypeKind;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Arrays. One that the program makes is taken apart into its elements, as long as every index is known;
/// else it lies on the stack. One that a `static final` field holds is a table: short ones become
/// comparisons, others lie in `.rodata`, or in `.data` where the program changes them.
final class Arrays {
  /// The most elements of a table that is searched by comparisons.
  private static final int SHORT_TABLE = 4;

  /// The same, of one whose elements have no place in memory.
  private static final int MAX_TABLE = 64;

  /// The most elements of an array that is taken apart.
  private static final int MAX_LENGTH = 64;

  /// The most bytes of one on the stack, which has 512 in all.
  private static final int MAX_STACK = 448;

  private final Translator translator;

  /// Copies of tables, by the place that made them.
  private final Map<Object, String> copies = new IdentityHashMap<>();

  Arrays(Translator translator) {
    this.translator = translator;
  }

  Class<?> primitive(TypeKind kind) {
    return switch (kind) {
      case BOOLEAN -> boolean.class;
      case BYTE -> byte.class;
      case CHAR -> char.class;
      case SHORT -> short.class;
      case INT -> int.class;
      case LONG -> long.class;
      case FLOAT -> float.class;
      default -> double.class;
    };
  }

  Operand create(Operand length, Class<?> component) {
    if (length instanceof Operand.Unknown) {
      return length;
    }
    boolean numbers = component.isPrimitive() && Globals.canHold(component, null);
    long max = numbers ? MAX_STACK / Layout.of(component).size() : MAX_LENGTH;
    if (!(length instanceof Scalar(Constant(_, long count))) || count < 0) {
      return translator.report(
          Problem.ARRAY,
          "an array's length must be a constant, here from 0 to " + max,
          "use a constant length, or a map such as BpfArray");
    }
    if (count > max) {
      return translator.report(
          numbers ? Problem.STACK : Problem.ARRAY,
          "an array of %,d %ss is too long for a program's stack, which takes at most %d"
              .formatted(count, component.getSimpleName(), max),
          numbers
              ? "keep it in a static final field, or in a BpfPerCpuArray"
              : "use fewer elements, or a map such as BpfArray");
    }
    String site = translator.activation().site();
    if (numbers && (count > MAX_LENGTH || translator.decisions().isInMemory(site))) {
      return onStack(component, (int) count);
    }
    var elements = new LinkedHashMap<String, Operand>();
    for (int i = 0; i < count; i++) {
      elements.put(String.valueOf(i), Shapes.initial(component));
    }
    return array(component.arrayType(), site, elements);
  }

  private MemoryArray onStack(Class<?> component, int length) {
    int bytes = Layout.of(component).size() * length;
    var slot = new StackAddress(new StackSlot((bytes + 7) & -8, 8));
    translator.memory().clear(slot, (bytes + 7) & -8);
    return new MemoryArray(slot, component, length);
  }

  /// A copy of `array`. One of a table stays a table for as long as the program does not change it.
  Operand copy(Operand array) {
    String site = translator.activation().site();
    return switch (place(array)) {
      case MemoryArray memory -> inMemory(memory);
      case Known(Object table) when translator.decisions().isInMemory(site) ->
          inMemory(array(table.getClass(), site, entries(table)));
      case Instance instance when translator.decisions().isInMemory(site) -> inMemory(instance);
      case Known(Object table) when translator.decisions().isApart(site) ->
          array(table.getClass(), site, entries(table));
      case Known(Object table) -> {
        int size = Array.getLength(table);
        Object copy = Array.newInstance(table.getClass().getComponentType(), size);
        System.arraycopy(table, 0, copy, 0, size);
        copies.put(copy, site);
        yield new Known(copy);
      }
      case Instance instance ->
          array(instance.type(), site, new LinkedHashMap<>(elements(instance)));
      case Operand.Unknown unknown -> unknown;
      default -> unknownArray(array);
    };
  }

  /// A copy of `array` on the stack.
  private Operand inMemory(Instance array) {
    var component = array.type().getComponentType();
    var copy = onStack(component, elements(array).size());
    for (var element : elements(array).entrySet()) {
      var place = address(copy, Constant.of(Integer.parseInt(element.getKey())));
      translator.memory().store(place, 0, element.getValue(), component, false);
    }
    return copy;
  }

  private Operand inMemory(MemoryArray array) {
    int bytes = array.length() * Layout.of(array.component()).size();
    if (bytes > MAX_STACK || !array.component().isPrimitive()) {
      return translator.report(
          Problem.ARRAY,
          "a copy of %d bytes has no room on the stack".formatted(bytes),
          "copy the elements that you need in a loop");
    }
    var copy = onStack(array.component(), array.length());
    var layout = Layout.of(array.component());
    for (int i = 0; i < array.length(); i++) {
      int at = i * layout.size();
      var element =
          translator.memory().load(array.address(translator.ir(), at), 0, array.component(), false);
      translator
          .memory()
          .store(copy.address(translator.ir(), at), 0, element, array.component(), false);
    }
    return copy;
  }

  private static Map<String, Operand> entries(Object table) {
    var elements = new LinkedHashMap<String, Operand>();
    for (int i = 0; i < Array.getLength(table); i++) {
      var element = Shapes.known(Array.get(table, i), table.getClass().getComponentType());
      elements.put(String.valueOf(i), element);
    }
    return elements;
  }

  /// A new array of `elements`.
  Instance of(Class<?> component, List<Operand> elements) {
    var byIndex = new LinkedHashMap<String, Operand>();
    elements.forEach(element -> byIndex.put(String.valueOf(byIndex.size()), element));
    return array(component.arrayType(), translator.activation().site(), byIndex);
  }

  private Instance array(Class<?> type, String site, Map<String, Operand> elements) {
    var array = new Instance(type, elements.size(), List.of(site));
    translator.state().heap().put(array, elements);
    return array;
  }

  Operand length(Operand array) {
    return switch (array) {
      case Instance instance -> Operand.of(instance.length());
      case Known(Object object) when object.getClass().isArray() ->
          Operand.of(Array.getLength(object));
      case MemoryArray memory -> Operand.of(memory.length());
      case Operand.Unknown _ -> array;
      case Choice choice -> translator.onEach(choice, this::length);
      default -> unknownArray(array);
    };
  }

  private Operand unknownArray(Operand array) {
    return translator.report(
        Problem.ARRAY,
        "the compiler must know which array this is, but it is %s"
            .formatted(Shapes.describe(array)),
        "use one array that is made in the method or held by a static final field");
  }

  Operand load(Operand array, Operand index) {
    if (array instanceof Choice choice) {
      return translator.onEach(choice, one -> load(one, index));
    }
    Operand place = place(array);
    if (!(length(place) instanceof Scalar length) || !(index instanceof Scalar(Value at))) {
      return Operand.UNKNOWN;
    }
    return switch (place) {
      case Instance instance when at instanceof Constant(_, long number) -> {
        requireWithin(at, length.value());
        yield elements(instance).getOrDefault(String.valueOf(number), Operand.UNKNOWN);
      }
      case Instance instance
          when isOfObjects(instance.type()) && length(place) instanceof Scalar(Constant size) -> {
        requireWithin(at, size);
        yield translator.lookUp(List.copyOf(elements(instance).values()), at);
      }
      case Instance instance -> {
        keepInMemory(instance);
        yield Operand.UNKNOWN;
      }
      case MemoryArray memory -> {
        var address = address(memory, at);
        yield translator.memory().load(address, 0, memory.component(), false);
      }
      case Known(Object table) -> lookUp(table, at);
      default -> Operand.UNKNOWN;
    };
  }

  /// A table that the program changes is memory.
  private Operand place(Operand array) {
    if (array instanceof Known(Object object)
        && object.getClass().isArray()
        && translator.decisions().isVariable(object)) {
      return new MemoryArray(
          translator.parts().globals().array(object),
          object.getClass().getComponentType(),
          Array.getLength(object));
    }
    return array;
  }

  private Operand lookUp(Object table, Value index) {
    int size = Array.getLength(table);
    Class<?> component = table.getClass().getComponentType();
    if (!(index instanceof Constant)
        && size > SHORT_TABLE
        && !translator.staticFields().isSwitchMap(table)
        && Globals.canHold(component, table)) {
      var memory = new MemoryArray(translator.parts().globals().table(table), component, size);
      return translator.memory().load(address(memory, index), 0, component, false);
    }
    if (size > MAX_TABLE && !(index instanceof Constant)) {
      return translator.report(
          Problem.ARRAY,
          "a table of %d elements is too long for an index known only when the program runs"
              .formatted(size),
          "use numbers, enum constants or records of these; or at most %d elements"
              .formatted(MAX_TABLE));
    }
    requireWithin(index, Constant.of(size));
    var entries = new ArrayList<Operand>();
    for (int i = 0; i < size; i++) {
      entries.add(Shapes.known(Array.get(table, i), component));
    }
    return translator.lookUp(entries, index);
  }

  private void requireWithin(Value index, Value length) {
    if (length.equals(Constant.of(0))) {
      translator.raise(Bytecodes.thrown(translator, ArrayIndexOutOfBoundsException.class));
      throw new PathEnds();
    }
    translator.require(Condition.LT, index, length, ArrayIndexOutOfBoundsException.class);
  }

  /// The address of the element at `index`.
  private Value address(MemoryArray array, Value index) {
    var ir = translator.ir();
    int size = Layout.of(array.component()).size();
    if (index instanceof Constant(_, long number)) {
      requireWithin(index, Constant.of(array.length()));
      return array.address(ir, (int) number * size);
    }
    Value wide = ir.unary(Op.ZEXT32, Type.I64, index);
    // The kernel's verifier wants the very value compared that moves the pointer.
    translator.require(
        Condition.LT,
        wide,
        Constant.of((long) array.length()),
        ArrayIndexOutOfBoundsException.class);
    return ir.offset(array.base(), ir.binary(Op.MUL, wide, Constant.of((long) size)));
  }

  private Map<String, Operand> elements(Instance array) {
    return translator.state().fields(array);
  }

  private static boolean isOfObjects(Class<?> array) {
    return !array.getComponentType().isPrimitive();
  }

  /// Begins again with this array on the stack.
  private void keepInMemory(Instance array) {
    if (Shapes.canLieInMemory(array)) {
      throw translator.decisions().keepInMemory(array.sites());
    }
    translator.report(
        Problem.ARRAY,
        "the index into an array of objects that the program makes must be known while compiling",
        "write out the elements, use an array of numbers, or a map such as BpfArray");
  }

  private void unchangeable(Class<?> array) {
    translator.report(
        Problem.STATIC_STATE,
        "an array of %s cannot be changed by the program"
            .formatted(array.getComponentType().getSimpleName()),
        "use an array of numbers or enum constants, or a map such as BpfArray");
  }

  void store(Operand array, Operand index, Operand value) {
    if (array instanceof Choice choice) {
      translator.onEach(
          choice,
          one -> {
            store(one, index, value);
            return Operand.UNKNOWN;
          });
      return;
    }
    Operand place = place(array);
    if (!(length(place) instanceof Scalar length) || !(index instanceof Scalar(Value at))) {
      return;
    }
    if (place instanceof Known(Object object)) {
      if (copies.get(object) instanceof String site) {
        throw at instanceof Constant || isOfObjects(object.getClass())
            ? translator.decisions().takeApart(site)
            : translator.decisions().keepInMemory(List.of(site));
      }
      if (!Globals.canHold(object.getClass().getComponentType(), object)) {
        unchangeable(object.getClass());
        return;
      }
      throw translator.decisions().makeVariable(object);
    }
    switch (place) {
      case Instance instance when translator.unit().initializers().made(instance) ->
          unchangeable(instance.type());
      case Instance instance when at instanceof Constant(_, long number) -> {
        requireWithin(at, length.value());
        elements(instance)
            .put(
                String.valueOf(number),
                translator.fields().narrow(value, instance.type().getComponentType()));
      }
      case Instance instance -> keepInMemory(instance);
      case MemoryArray memory ->
          translator.memory().store(address(memory, at), 0, value, memory.component(), false);
      default -> {}
    }
  }
}
