/// JVM class files to eBPF objects.
module io.github.bpf4j.compiler {
  requires static transitive org.jspecify;
  requires transitive io.github.bpf4j.api;
  requires transitive io.github.bpf4j.isa;
  requires transitive io.github.bpf4j.object;

  exports io.github.bpf4j.compiler;
  exports io.github.bpf4j.compiler.estimate;
  exports io.github.bpf4j.compiler.ir;
}
