package io.github.bpf4j.object;

import java.util.List;

/// Compiled programs and what they share, as data: nothing in it depends on the machine or the kernel
/// that will run it. The same input gives an equal object.
///
/// @param name the simple name of the class that it was compiled from
/// @param programs its programs, in the order of the class file
/// @param maps the maps that the programs use; instructions name them by their index in this list
/// @param license the licence that the kernel is told, such as `GPL`
public record BpfObject(
    String name, List<ProgramDefinition> programs, List<MapDefinition> maps, String license) {
  /// Copies the lists.
  public BpfObject {
    programs = List.copyOf(programs);
    maps = List.copyOf(maps);
  }
}
