package io.github.bpf4j.object.btf;

import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.MapDefinition;
import java.util.ArrayList;
import java.util.List;

/// Definitions of maps as libbpf reads them from an object's BTF: a struct of pointers, whose members'
/// names and types say everything (`tools/lib/bpf/bpf_helpers.h`, `__uint` and `__type`).
///
/// ```c
/// struct {
///   int (*type)[1];
///   Ipv4Address *key;
///   Counter *value;
///   int (*max_entries)[10000];
/// } SEEN SEC(".maps");
/// ```
final class MapStructs {
  private static final int POINTER_SIZE = 8;

  /// An array of so many `int` would be larger than the kernel takes.
  private static final int MAX_INTS = 1 << 30;

  private final BtfWriter btf;
  private final TypeIds types;

  MapStructs(BtfWriter btf, TypeIds types) {
    this.btf = btf;
    this.types = types;
  }

  /// Adds the struct that defines `map`.
  BtfWriter.Placed struct(MapDefinition map) {
    var members = new ArrayList<BtfWriter.Member>();
    number(members, "type", map.type().number());
    type(members, "key", map.key());
    if (map.inner() == null) {
      type(members, "value", map.value());
    }
    number(members, "max_entries", map.maxEntries());
    if (map.flags() != 0) {
      number(members, "map_flags", map.flags());
    }
    if (map.extra() != 0) {
      number(members, "map_extra", map.extra());
    }
    int size = members.size() * POINTER_SIZE;
    if (map.inner() != null) {
      int inner = btf.pointer(struct(map.inner()).type());
      add(members, "values", types.array(inner, 0));
    }
    return new BtfWriter.Placed(btf.struct("", size, members), 0, size);
  }

  private void type(List<BtfWriter.Member> members, String name, CType type) {
    if (type != CType.Bare.VOID) {
      add(members, name, btf.pointer(types.of(type)));
    }
  }

  private void number(List<BtfWriter.Member> members, String name, int number) {
    int element = types.of(number < MAX_INTS ? CType.S32 : CType.U8);
    add(members, name, btf.pointer(types.array(element, number)));
  }

  private static void add(List<BtfWriter.Member> members, String name, int type) {
    members.add(new BtfWriter.Member(name, type, members.size() * POINTER_SIZE));
  }
}
