package io.github.bpf4j.host;

import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.compiler.GlobalVariable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;

/// Static variables in the maps of a runtime.
///
/// @param maps the map at an index of the object
public record RawVariables(CompiledProgram program, IntFunction<RawMap> maps) implements Variables {
  private static final byte[] ENTRY_0 = ByteBuffer.allocate(Integer.BYTES).array();

  @Override
  public List<String> names() {
    return program.variables().stream().map(GlobalVariable::name).toList();
  }

  @Override
  public Object get(String name) {
    var variable = VariableBytes.find(program, name);
    return VariableBytes.read(variable, bytes(maps.apply(variable.map())));
  }

  @Override
  public void set(String name, Object value) {
    var variable = VariableBytes.find(program, name);
    Tunables.requireChangeable(program, variable);
    var map = maps.apply(variable.map());
    var bytes = bytes(map);
    VariableBytes.write(variable, value, bytes);
    var _ = map.update(ENTRY_0, bytes, RawMap.Mode.ANY);
  }

  private static byte[] bytes(RawMap map) {
    var bytes = new byte[map.valueBytes()];
    if (!map.lookup(ENTRY_0, bytes)) {
      throw new IllegalStateException("an array has an entry 0");
    }
    return bytes;
  }
}
