package io.github.bpf4j.isa;

import java.util.List;

/// A program whose jumps, calls or ends go where no code is. The message has a line for each.
public final class ControlFlowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ControlFlowException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
