/// Runtime: eBPF programs in the Linux kernel, through bpf(2).
module io.github.bpf4j.kernel {
  requires static transitive org.jspecify;

  requires transitive io.github.bpf4j.host;
}
