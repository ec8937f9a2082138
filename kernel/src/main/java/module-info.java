/// Runtime: eBPF programs in the Linux kernel, through bpf(2). The only module with native access.
module io.github.bpf4j.kernel {
  requires static transitive org.jspecify;
  requires transitive io.github.bpf4j.host;

  exports io.github.bpf4j.kernel;
}
