// Loads an object as users of libbpf do, runs each program once on a packet of 60 zeros, and prints a line for
// each: its name and what it returned. Then a line for each map: its name, and of global variables the bytes.
// Usage: loader FILE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>

static int failed(const char *what) {
  perror(what);
  return 1;
}

static int fill_map_of_maps(struct bpf_map *map) {
  if (bpf_map__type(map) != BPF_MAP_TYPE_ARRAY_OF_MAPS) return 0;
  int inner = bpf_map_create(BPF_MAP_TYPE_HASH, "counts", 4, 8, 10, NULL);
  int outer_key = 0, key = 1;
  long value = 7;
  return inner < 0 || bpf_map_update_elem(inner, &key, &value, BPF_ANY) ||
         bpf_map_update_elem(bpf_map__fd(map), &outer_key, &inner, BPF_ANY);
}

int main(int count, char **arguments) {
  struct bpf_object *object = count == 2 ? bpf_object__open_file(arguments[1], NULL) : NULL;
  if (!object) return failed("open");
  if (bpf_object__load(object)) return failed("load");
  struct bpf_map *map;
  bpf_object__for_each_map(map, object) {
    if (fill_map_of_maps(map)) return failed("map of maps");
  }
  struct bpf_program *program;
  bpf_object__for_each_program(program, object) {
    char packet[60] = {0};
    LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet, .data_size_in = sizeof packet, .repeat = 1);
    if (bpf_prog_test_run_opts(bpf_program__fd(program), &run)) return failed("run");
    printf("%s %u\n", bpf_program__name(program), run.retval);
  }
  bpf_object__for_each_map(map, object) {
    printf("%s", bpf_map__name(map));
    if (bpf_map__map_extra(map)) printf(" %llu hashes", (unsigned long long)bpf_map__map_extra(map));
    if (bpf_map__is_internal(map)) {
      unsigned char value[4096];
      int key = 0;
      if (bpf_map_lookup_elem(bpf_map__fd(map), &key, value)) return failed("look up");
      for (unsigned i = 0; i < bpf_map__value_size(map); i++) printf(" %02x", value[i]);
    }
    printf("\n");
  }
  bpf_object__close(object);
  return 0;
}
