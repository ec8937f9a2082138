/// eBPF instructions as data: encode, decode, assemble, print.
module io.github.bpf4j.isa {
  requires static transitive org.jspecify;

  exports io.github.bpf4j.isa;
}
