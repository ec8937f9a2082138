package io.github.bpf4j.vm;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.object.LineInfo;
import org.jspecify.annotations.Nullable;

/// A program did, or would do, what it may not: it used memory that is not its own, did not end, or needs what the VM
/// does not have. The packet's verdict is unknown; the program can be run again.
///
/// ```
/// FunXdp.java:17: error: reads 4 bytes at offset 26 of the packet, which has bytes 0 to 13
///         LOG.info("IPv4 Source Address: {}", ip.source());
///   at slot 12 of funXdp: r3 = *(u32 *)(r2 + 26)
///   fix: check the pointer against the end of this memory on every path that leads here
/// ```
public final class VmException extends BpfException {
  private final String program;
  private final int slot;
  private final String instruction;

  private VmException(String message, String program, int slot, String instruction) {
    super(message);
    this.program = program;
    this.slot = slot;
    this.instruction = instruction;
  }

  static VmException at(
      String program,
      int slot,
      String instruction,
      @Nullable LineInfo line,
      String what,
      String fix) {
    var text = new StringBuilder();
    if (line == null || line.line() == 0) {
      text.append(program);
    } else {
      text.append(line.file()).append(':').append(line.line());
    }
    text.append(": error: ").append(what);
    if (line != null && !line.text().isEmpty()) {
      text.append("\n        ").append(line.text());
    }
    text.append("\n  at slot ").append(slot).append(" of ").append(program);
    if (!instruction.isEmpty()) {
      text.append(": ").append(instruction);
    }
    text.append("\n  fix: ").append(fix);
    return new VmException(text.toString(), program, slot, instruction);
  }

  /// The name of the program.
  public String program() {
    return program;
  }

  /// The slot of the instruction in the program as it was loaded: log statements that are off are
  /// no longer in it.
  public int slot() {
    return slot;
  }

  /// The instruction as text, or empty where there is none.
  public String instruction() {
    return instruction;
  }
}
