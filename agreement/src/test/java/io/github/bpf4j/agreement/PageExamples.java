package io.github.bpf4j.agreement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The Java examples of a page of the documentation, as programs. What stands before an example's first
/// blank line belongs to the class, the rest into the program; a block of `java user space` is the user
/// side of the one before it.
///
/// @param path the page
/// @param program the class's body around an example, with two places for its parts
record PageExamples(String path, String program) {
  String text() throws IOException {
    return Files.readString(Path.of(path));
  }

  /// A class for each example, its user side a method `user` beside the program.
  List<Class<?>> classes() throws IOException {
    var bodies = new ArrayList<String>();
    for (var block : text().split("(?m)^```java")) {
      int end = block.indexOf("\n```");
      if (end < 0 || block.startsWith("#")) {
        continue;
      }
      var code = block.substring(block.indexOf('\n') + 1, end);
      if (block.startsWith(" user space")) {
        bodies.add(
            bodies.removeLast()
                + "static void user(LoadedProgram program) throws Exception {\n%s\n}\n"
                    .formatted(code));
      } else {
        int blank = code.indexOf("\n\n");
        bodies.add(
            program.formatted(code.substring(0, Math.max(0, blank)), code.substring(blank + 1)));
      }
    }
    try (var sources = new JavaSources()) {
      return sources.programs(bodies);
    }
  }
}
