/// What user-space code imports: load, attach, typed maps, log and event streams.
module io.github.bpf4j.host {
  requires static transitive org.jspecify;
  requires transitive io.github.bpf4j.api;
  requires transitive io.github.bpf4j.compiler;
  requires transitive io.github.bpf4j.isa;
  requires transitive io.github.bpf4j.object;
  requires jdk.unsupported;
  requires org.slf4j;

  exports io.github.bpf4j.host;
}
