package io.github.bpf4j.compiler;

/// What of a source line a bytecode instruction was compiled from. Class files have lines but no columns: where the
/// source is at hand, this is enough to find the column.
///
/// @param type the binary name of the class whose code it is (`com.acme.Filter$Rule`)
/// @param method the name of the method, as the class file has it (`run`, `lambda$run$0`, `<init>`)
/// @param kind what it is
/// @param name of the method that is called, of the field or the class; an operator's sign; empty where things of
///     this kind have no name
/// @param index which one of its kind and name in this line of the method, in the order of the bytecode
/// @param count how many of them there are
public record SourceElement(
    String type, String method, Kind kind, String name, int index, int count) {
  /// The kinds of elements.
  public enum Kind {
    /// The declaration of a class.
    TYPE,
    /// The declaration of a method.
    METHOD,
    /// The call of a method.
    CALL,
    /// `new` of a class.
    NEW,
    /// The call of a constructor, by `new` or by another constructor.
    CONSTRUCTOR,
    /// `new` of an array, by the type of its elements.
    NEW_ARRAY,
    /// The use of a field's value, or of an array's length.
    FIELD_READ,
    /// The assignment to a field.
    FIELD_WRITE,
    /// The use of an array's element.
    ELEMENT_READ,
    /// The assignment to an array's element.
    ELEMENT_WRITE,
    /// An arithmetic operator.
    OPERATOR,
    /// A comparison of two objects.
    IDENTITY,
    /// A lambda or a method reference.
    LAMBDA,
    /// A `switch` over patterns.
    SWITCH,
    /// A `synchronized` block.
    SYNCHRONIZED,
    /// A `return`.
    RETURN,
    /// None of these.
    OTHER
  }

  /// Of no source.
  public static final SourceElement NONE = other("", "");

  /// Nothing that can be found in the source of a method.
  public static SourceElement other(String type, String method) {
    return new SourceElement(type, method, Kind.OTHER, "", 0, 0);
  }

  /// The declaration of the class `type`.
  public static SourceElement declaration(Class<?> type) {
    return new SourceElement(type.getName(), "", Kind.TYPE, type.getSimpleName(), 0, 1);
  }

  /// Whether there is something to look for.
  public boolean isKnown() {
    return kind != Kind.OTHER;
  }
}
