package io.github.bpf4j.agreement.random;

import io.github.bpf4j.compiler.Problem;
import java.util.List;

/// What comes of a random program.
sealed interface Verdict {
  /// All runtimes gave the same.
  record Agreed() implements Verdict {
    @Override
    public String toString() {
      return "agreed";
    }
  }

  /// It does not fit: the limit is documented, and which programs reach it is hard to foresee.
  record Refused(List<Problem> problems) implements Verdict {
    @Override
    public String toString() {
      return "refused " + problems;
    }
  }

  /// The kernel's verifier gave up: it walks through every path, up to a million instructions.
  record TooComplex() implements Verdict {
    @Override
    public String toString() {
      return "too complex for the kernel's verifier";
    }
  }

  /// A bug of the compiler or of a runtime.
  ///
  /// @param kind what must stay the same while the program is cut down
  record Wrong(String kind, String details) implements Verdict {
    @Override
    public String toString() {
      return kind + "\n" + details;
    }
  }
}
