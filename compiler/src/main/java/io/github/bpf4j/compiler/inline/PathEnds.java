package io.github.bpf4j.compiler.inline;

/// Thrown within the translator where the path being translated cannot go on: it threw, or it was
/// found to be impossible. The translator goes on with the next block.
final class PathEnds extends RuntimeException {
  PathEnds() {
    super(null, null, false, false);
  }
}
