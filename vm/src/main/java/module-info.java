/// Runtime: eBPF programs in this process.
module io.github.bpf4j.vm {
  requires static transitive org.jspecify;
  requires transitive io.github.bpf4j.host;

  exports io.github.bpf4j.vm;
}
