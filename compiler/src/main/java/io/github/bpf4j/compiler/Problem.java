package io.github.bpf4j.compiler;

/// The kinds of problem that a program can have; the codes are stable.
public enum Problem {
  /// The class has no annotated program method.
  NO_PROGRAM("BPF0001"),
  /// Two program methods have the same name.
  DUPLICATE_PROGRAM("BPF0002"),
  /// A program method is not static, or has other parameters or another result than its kind asks for.
  BAD_SIGNATURE("BPF0003"),
  /// A bytecode instruction or a class for which eBPF has no counterpart: `float`, locks, …
  UNSUPPORTED("BPF0010"),
  /// A call that cannot be inlined: native, abstract, of an unknown receiver, of the JDK's inside.
  CALL("BPF0011"),
  /// A method that calls itself, directly or not.
  RECURSION("BPF0012"),
  /// Use of something that may be null and was not tested.
  MAYBE_NULL("BPF0013"),
  /// Static state that the compiler cannot evaluate or the program may not change.
  STATIC_STATE("BPF0014"),
  /// An object whose class or identity depends on the path taken.
  OBJECT_MERGE("BPF0015"),
  /// An array that is not of constant length, or an index that is not constant where it must be.
  ARRAY("BPF0016"),
  /// A type that has no layout as bytes.
  LAYOUT("BPF0017"),
  /// A log statement whose text or arguments the compiler cannot know.
  LOG("BPF0018"),
  /// More stack than the 512 bytes of a program.
  STACK("BPF0019"),
  /// A packet slice whose length is not a constant, or a field beyond its end.
  SLICE("BPF0020"),
  /// A ring-buffer record that some way does not give back, or gives back twice, or uses afterwards.
  REFERENCE("BPF0021"),
  /// Something that a callback uses of the method around it, and cannot.
  CAPTURE("BPF0022"),
  /// Use of a packet slice, or of a header over one, after the packet moved.
  STALE_VIEW("BPF0023"),
  /// A spin lock that some way does not release, or something that cannot be done while one is held.
  LOCK("BPF0024");

  private final String code;

  Problem(String code) {
    this.code = code;
  }

  /// `BPF` and four digits.
  public String code() {
    return code;
  }
}
