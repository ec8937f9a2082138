/// Programs to copy.
module io.github.bpf4j.examples {
  requires static transitive org.jspecify;
  requires io.github.bpf4j.api;
  requires io.github.bpf4j.compiler;
  requires io.github.bpf4j.host;
  requires io.github.bpf4j.kernel;
  requires io.github.bpf4j.pcap;
  requires io.github.bpf4j.vm;

  // Programs are compiled from their class files, and run on the plain JVM by reflection.
  opens io.github.bpf4j.examples;
}
