/// A compiled eBPF program as data.
module io.github.bpf4j.object {
  requires static transitive org.jspecify;
  requires transitive io.github.bpf4j.isa;

  exports io.github.bpf4j.object;
  exports io.github.bpf4j.object.btf;
  exports io.github.bpf4j.object.elf;
}
