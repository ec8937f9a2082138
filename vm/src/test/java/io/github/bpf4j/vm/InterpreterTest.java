package io.github.bpf4j.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What keeps the interpreter fast.
class InterpreterTest {
  /// HotSpot's `HugeMethodLimit`: above it a method is never compiled, and runs many times slower.
  private static final int HUGE_METHOD = 8000;

  @Test
  void theLoopIsSmallEnoughToBeCompiled() throws IOException {
    byte[] bytes;
    try (var file =
        Objects.requireNonNull(Interpreter.class.getResourceAsStream("Interpreter.class"))) {
      bytes = file.readAllBytes();
    }
    var run =
        ClassFile.of().parse(bytes).methods().stream()
            .filter(method -> method.methodName().equalsString("run"))
            .findFirst()
            .orElseThrow();
    var code = run.findAttribute(java.lang.classfile.Attributes.code()).orElseThrow();
    assertThat(code.codeLength()).isLessThan(HUGE_METHOD / 2);
  }
}
