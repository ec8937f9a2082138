package io.github.bpf4j.vm.memory;

/// The program did what it may not do. The interpreter adds where.
public final class MemoryFault extends RuntimeException {
  private final String fix;

  /// @param what what the program did: `reads 4 bytes at offset 60 of the packet, ...`
  /// @param fix what to do about it
  public MemoryFault(String what, String fix) {
    super(what, null, false, false);
    this.fix = fix;
  }

  /// What the program did.
  public String what() {
    return String.valueOf(getMessage());
  }

  /// What to do about it.
  public String fix() {
    return fix;
  }
}
