package io.github.bpf4j.cli.source;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// The syntax tree of a source file, as the JDK's compiler parses it. Places in it are offsets into the text.
record SourceTree(String text, CompilationUnitTree unit, SourcePositions positions) {
  /// The tree of `text`; nothing where this Java has no compiler, or the text is no Java.
  static Optional<SourceTree> parse(String text) {
    var javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      return Optional.empty();
    }
    var file =
        new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    var task = (JavacTask) javac.getTask(null, null, _ -> {}, List.of(), null, List.of(file));
    try {
      var unit = task.parse().iterator().next();
      return Optional.of(new SourceTree(text, unit, Trees.instance(task).getSourcePositions()));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /// Where `tree` begins; -1 if it does not stand in the text.
  int start(Tree tree) {
    return (int) positions.getStartPosition(unit, tree);
  }

  /// Where `tree` ends; -1 if it does not stand in the text.
  int end(Tree tree) {
    return (int) positions.getEndPosition(unit, tree);
  }

  /// Where `word` stands that alone is between the offsets `from` and `to`; -1 if there is something else.
  int between(int from, int to, String word) {
    if (from < 0 || to < from) {
      return -1;
    }
    var gap = text.substring(from, to);
    return gap.strip().equals(word) ? from + gap.indexOf(word) : -1;
  }

  /// Where `name` stands that ends at the offset `to`; -1 if something else does.
  int endingAt(int to, String name) {
    int from = to - name.length();
    return from >= 0 && text.startsWith(name, from) ? from : -1;
  }

  /// The line of an offset; 0 for -1.
  int line(int offset) {
    return offset < 0 ? 0 : (int) unit.getLineMap().getLineNumber(offset);
  }

  SourcePosition position(int offset) {
    int line = line(offset);
    return new SourcePosition(line, 1 + offset - (int) unit.getLineMap().getStartPosition(line));
  }
}
