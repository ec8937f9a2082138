package io.github.bpf4j.isa;

import io.github.bpf4j.isa.Tokens.SyntaxException;
import io.github.bpf4j.isa.Tokens.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Text to instructions: what [Printer] writes, what `llvm-objdump` writes of a BPF object, and what people
/// write.
///
/// ```
/// # counts down
///   r0 = 10
/// again:
///   r0 -= 1
///   if r0 s> 0 goto again
///   exit
/// ```
/// One instruction a line. `label:` names the next instruction, on a line of its own or before it. A comment
/// starts with `#` or `//`, and a line that starts with `;` is one. Numbers are decimal or hexadecimal. `goto` and
/// `gotol` mean the same: the distance decides on the encoding.
public final class Assembler {
  private final List<String> lines;
  private final Map<String, Integer> labels = new HashMap<>();
  private final List<AssemblyException.Problem> problems = new ArrayList<>();

  private Assembler(List<String> lines) {
    this.lines = lines;
  }

  /// Assembles a program.
  ///
  /// @throws AssemblyException naming each line that is wrong
  public static List<Insn> assemble(String text) {
    Assembler assembler = new Assembler(text.lines().toList());
    // The first time for the places of the labels, and the errors of syntax; the second time for
    // the jumps.
    assembler.pass(true);
    assembler.throwProblems();
    List<Insn> insns = assembler.pass(false);
    assembler.throwProblems();
    return insns;
  }

  private void throwProblems() {
    if (!problems.isEmpty()) {
      throw new AssemblyException(problems);
    }
  }

  private List<Insn> pass(boolean first) {
    List<Insn> insns = new ArrayList<>();
    int slot = 0;
    for (int i = 0; i < lines.size(); i++) {
      try {
        Tokens tokens = Tokens.of(lines.get(i));
        while (tokens.peekSecond().is(":")) {
          label(tokens, slot, first);
        }
        if (!tokens.atEnd()) {
          int next = slot + 1;
          Insn insn = Statement.parse(tokens, label -> first ? 0 : place(label) - next);
          insns.add(insn);
          slot += insn.slots();
        }
      } catch (SyntaxException e) {
        problems.add(
            new AssemblyException.Problem(i + 1, e.column, String.valueOf(e.getMessage())));
      }
    }
    return List.copyOf(insns);
  }

  private void label(Tokens tokens, int slot, boolean first) throws SyntaxException {
    Token label = tokens.expectWord("a label");
    tokens.expect(":");
    if (first && labels.putIfAbsent(label.text(), slot) != null) {
      throw new SyntaxException(label.column(), "label " + label + " is there already");
    }
  }

  private int place(Token label) throws SyntaxException {
    Integer slot = labels.get(label.text());
    if (slot == null) {
      throw new SyntaxException(label.column(), "no label " + label);
    }
    return slot;
  }
}
