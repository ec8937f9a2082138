/// The bpf4j command.
module io.github.bpf4j.cli {
  requires static transitive org.jspecify;
  requires ch.qos.logback.classic;
  requires com.fasterxml.jackson.core;
  requires info.picocli;
  requires io.github.bpf4j.api;
  requires io.github.bpf4j.compiler;
  requires io.github.bpf4j.examples;
  requires io.github.bpf4j.host;
  requires io.github.bpf4j.isa;
  requires io.github.bpf4j.kernel;
  requires io.github.bpf4j.object;
  requires io.github.bpf4j.pcap;
  requires io.github.bpf4j.vm;
  requires org.slf4j;
}
