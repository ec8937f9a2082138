package io.github.bpf4j.host;

/// A runtime refused or failed. The message says what failed, the likely cause and the fix.
public class BpfException extends RuntimeException {
  private final String details;

  /// With a message and nothing more.
  public BpfException(String message) {
    this(message, "");
  }

  /// With a message and `details`, such as the log of the kernel's verifier.
  public BpfException(String message, String details) {
    super(message);
    this.details = details;
  }

  /// What only somebody who looks closely wants to read, such as the verifier's log; may be empty.
  public String details() {
    return details;
  }
}
