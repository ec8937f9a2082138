package io.github.bpf4j.host;

import io.github.bpf4j.api.JvmSources;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.compiler.CompiledProgram;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;

/// Runs the Java method itself, in this JVM: no compiler, no eBPF. The yardstick that the other
/// runtimes are measured against, and the one to set a breakpoint in.
public final class JvmRuntime implements BpfRuntime {
  private final JvmSources sources;

  /// With the system's clock and random numbers.
  public JvmRuntime() {
    this(JvmSources.SYSTEM);
  }

  /// Programs see the time, chance and the CPU of `sources`.
  public JvmRuntime(JvmSources sources) {
    this.sources = sources;
  }

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public LoadedProgram load(CompiledProgram program, LoadOptions options) {
    return new JvmProgram(program, handle(program), options, sources);
  }

  private static MethodHandle handle(CompiledProgram program) {
    var method = program.method();
    try {
      method.setAccessible(true);
      return MethodHandles.lookup()
          .unreflect(method)
          .asType(MethodType.methodType(XdpAction.class, XdpContext.class));
    } catch (InaccessibleObjectException | IllegalAccessException e) {
      var owner = method.getDeclaringClass();
      throw new BpfException(
          "cannot call %s.%s: its module keeps package %s closed\n  fix: write 'opens %s to %s;' in"
                  .formatted(
                      owner.getName(),
                      method.getName(),
                      owner.getPackageName(),
                      owner.getPackageName(),
                      JvmRuntime.class.getPackageName())
              + " its module-info");
    }
  }
}
