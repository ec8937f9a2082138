/// The examples beside the same programs in C.
module io.github.bpf4j.benchmarks {
  requires static transitive org.jspecify;
  requires io.github.bpf4j.api;
  requires io.github.bpf4j.compiler;
  requires io.github.bpf4j.examples;
  requires io.github.bpf4j.host;
  requires io.github.bpf4j.isa;
  requires io.github.bpf4j.kernel;
  requires java.management;
}
