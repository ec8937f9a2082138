/// The bpf4j command.
module io.github.bpf4j.cli {
  requires static transitive org.jspecify;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
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
  requires java.compiler;
  requires jdk.compiler;
  requires org.slf4j;

  provides ch.qos.logback.classic.spi.Configurator with
      io.github.bpf4j.cli.output.Logs;

  opens io.github.bpf4j.cli to
      info.picocli;
}
