package io.github.bpf4j.object.btf;

import io.github.bpf4j.object.CType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The types of C in a BTF object, each once.
final class TypeIds {
  private static final CType.Int ARRAY_INDEX = CType.Int.unsigned("__ARRAY_SIZE_TYPE__", 4);

  private final BtfWriter btf;
  private final Map<CType, Integer> ids = new HashMap<>();

  TypeIds(BtfWriter btf) {
    this.btf = btf;
  }

  /// The id of `type`, which is added where it is new.
  int of(CType type) {
    var known = ids.get(type);
    if (known != null) {
      return known;
    }
    int id = add(type);
    ids.put(type, id);
    return id;
  }

  /// A section whose variables are the members of `variables`.
  int section(String name, CType.Struct variables) {
    List<BtfWriter.Placed> placed =
        variables.members().stream()
            .map(member ->
                new BtfWriter.Placed(
                    btf.variable(member.name(), of(member.type())),
                    member.offset(),
                    member.type().size()))
            .toList();
    return btf.section(name, variables.size(), placed);
  }

  /// An array of what has the id `element`.
  int array(int element, int length) {
    return btf.array(element, of(ARRAY_INDEX), length);
  }

  private int add(CType type) {
    return switch (type) {
      case CType.Bare.VOID -> BtfWriter.VOID;
      case CType.Bare.POINTER -> btf.pointer(BtfWriter.VOID);
      case CType.Pointer(var target) -> btf.pointer(of(target));
      case CType.Int integer -> btf.integer(integer);
      case CType.Enumerated(var name, var constants) -> btf.enumerated(name, constants);
      case CType.Array(var element, int length) -> array(of(element), length);
      case CType.Struct(var name, int size, var members) ->
          btf.struct(
              name,
              size,
              members.stream()
                  .map(member ->
                      new BtfWriter.Member(member.name(), of(member.type()), member.offset()))
                  .toList());
    };
  }
}
