/// Programs to copy.
module io.github.bpf4j.examples {
  requires static transitive org.jspecify;

  requires io.github.bpf4j.api;
  requires io.github.bpf4j.host;
  requires io.github.bpf4j.kernel;
  requires io.github.bpf4j.vm;
}
