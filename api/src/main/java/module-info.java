/// What kernel programs import: contexts, packet headers, maps, logging.
module io.github.bpf4j.api {
  requires static transitive org.jspecify;
  requires transitive org.slf4j;

  exports io.github.bpf4j.api;
}
