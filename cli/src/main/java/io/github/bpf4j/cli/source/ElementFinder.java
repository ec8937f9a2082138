package io.github.bpf4j.cli.source;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import io.github.bpf4j.compiler.SourceElement;
import io.github.bpf4j.compiler.SourceElement.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/// Finds an element of the bytecode in a syntax tree: goes through the tree in the order in which javac writes code,
/// and collects what is of its kind and name in its method and line. Where that is as much as the bytecode has, the
/// one with its number is meant. Otherwise javac left something out or added something, and nothing is found.
final class ElementFinder extends TreeScanner<@Nullable Void, @Nullable Void> {
  /// Stands for the method that a lambda becomes, whose name the source does not tell.
  private static final String LAMBDA = "lambda$";

  private static final Map<Tree.Kind, String> OPERATORS =
      Map.of(
          Tree.Kind.PLUS, "+",
          Tree.Kind.MINUS, "-",
          Tree.Kind.MULTIPLY, "*",
          Tree.Kind.DIVIDE, "/",
          Tree.Kind.REMAINDER, "%",
          Tree.Kind.PLUS_ASSIGNMENT, "+=",
          Tree.Kind.MINUS_ASSIGNMENT, "-=",
          Tree.Kind.MULTIPLY_ASSIGNMENT, "*=",
          Tree.Kind.DIVIDE_ASSIGNMENT, "/=",
          Tree.Kind.REMAINDER_ASSIGNMENT, "%=");

  private final SourceTree source;
  private final SourceElement element;
  private final String typeName;
  private final int line;
  private final List<Match> matches = new ArrayList<>();

  private String type = "";
  private String method = "";
  private Set<String> locals = Set.of();
  private @Nullable Tree finalizer;
  private @Nullable Tree assigned;

  /// Something that may be the element.
  ///
  /// @param offset where the caret goes; -1 if that is not clear
  /// @param finalizer the `finally` block around it, which javac writes out for each way to its end
  private record Match(int offset, @Nullable Tree finalizer) {}

  private ElementFinder(SourceTree source, SourceElement element, int line) {
    this.source = source;
    this.element = element;
    this.line = line;
    this.typeName = simpleName(element.type());
  }

  /// Where `element` stands, which the class file has in `line`.
  static Optional<SourcePosition> find(SourceTree source, SourceElement element, int line) {
    var finder = new ElementFinder(source, element, line);
    finder.scan(source.unit(), null);
    return finder.chosen().filter(offset -> offset >= 0).map(source::position);
  }

  private Optional<Integer> chosen() {
    int size = matches.size();
    if (size == 0 || element.count() % size != 0) {
      return Optional.empty();
    }
    boolean isCopied =
        matches.getFirst().finalizer() != null
            && matches.stream().map(Match::finalizer).distinct().count() == 1;
    return size == element.count() || isCopied
        ? Optional.of(matches.get(element.index() % size).offset())
        : Optional.empty();
  }

  /// `Rule` of `com.acme.Filter$Rule`; empty for an anonymous class.
  private static String simpleName(String binaryName) {
    return binaryName
        .substring(1 + Math.max(binaryName.lastIndexOf('.'), binaryName.lastIndexOf('$')))
        .replaceFirst("^\\d+", "");
  }

  private boolean wants(Kind kind, String name) {
    return element.kind() == kind
        && element.name().equals(name)
        && type.equals(typeName)
        && (method.equals(LAMBDA)
            ? element.method().startsWith(LAMBDA)
            : method.equals(element.method()));
  }

  /// Takes what is at `offset` if the class file has it in the line of `anchor`.
  private void take(int anchor, int offset) {
    // What cannot be placed may be in this line too.
    if (anchor < 0 || source.line(anchor) == line) {
      matches.add(new Match(offset, finalizer));
    }
  }

  private void take(int offset) {
    take(offset, offset);
  }

  // --- where we are
  // -----------------------------------------------------------------------------------------------

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void p) {
    var outerType = type;
    var outerMethod = method;
    var outerLocals = locals;
    type = tree.getSimpleName().toString();
    if (element.kind() == Kind.TYPE && type.equals(typeName)) {
      matches.add(new Match(nameOf(tree), null));
    }
    for (var member : tree.getMembers()) {
      method = initializer(tree, member);
      locals = member instanceof BlockTree ? localsOf(member) : Set.of();
      scan(member, null);
    }
    type = outerType;
    method = outerMethod;
    locals = outerLocals;
    return null;
  }

  /// The method that the code of a member becomes part of.
  private static String initializer(ClassTree type, Tree member) {
    boolean isStatic =
        switch (member) {
          case VariableTree field ->
              type.getKind() == Tree.Kind.INTERFACE
                  || field.getModifiers().getFlags().contains(Modifier.STATIC);
          case BlockTree block -> block.isStatic();
          default -> false;
        };
    return isStatic ? "<clinit>" : "<init>";
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, @Nullable Void p) {
    method = tree.getName().toString();
    locals = localsOf(tree);
    if (wants(Kind.METHOD, method) && tree.getReturnType() != null) {
      int end = source.end(tree.getReturnType());
      int name = source.text().indexOf(method, end);
      matches.add(new Match(source.between(end, name + method.length(), method), null));
    }
    return super.visitMethod(tree, null);
  }

  private int nameOf(ClassTree tree) {
    int modifiers = source.end(tree.getModifiers());
    int from = modifiers < 0 ? source.start(tree) : modifiers;
    var head = source.text().substring(from).stripLeading();
    for (var keyword : List.of("class", "record", "enum", "interface")) {
      int name = source.text().indexOf(type, from + keyword.length());
      if (head.startsWith(keyword) && source.between(from, name, keyword) >= 0) {
        return name;
      }
    }
    return -1;
  }

  /// The variables that a method declares, which hide fields of their names.
  private static Set<String> localsOf(Tree tree) {
    var names = new HashSet<String>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitVariable(VariableTree variable, @Nullable Void p) {
        names.add(variable.getName().toString());
        return super.visitVariable(variable, null);
      }
    }.scan(tree, null);
    return names;
  }

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void p) {
    if (wants(Kind.LAMBDA, "")) {
      int body = source.start(tree.getBody());
      var head = source.text().substring(0, Math.max(0, body)).stripTrailing();
      take(source.endingAt(head.length(), "->"));
    }
    var outerMethod = method;
    var outerFinalizer = finalizer;
    var outerLocals = locals;
    method = LAMBDA;
    finalizer = null;
    locals = new HashSet<>(outerLocals);
    locals.addAll(localsOf(tree));
    super.visitLambdaExpression(tree, null);
    method = outerMethod;
    finalizer = outerFinalizer;
    locals = outerLocals;
    return null;
  }

  @Override
  public @Nullable Void visitTry(TryTree tree, @Nullable Void p) {
    scan(tree.getResources(), null);
    scan(tree.getBlock(), null);
    scan(tree.getCatches(), null);
    var outer = finalizer;
    finalizer = tree.getFinallyBlock();
    scan(tree.getFinallyBlock(), null);
    finalizer = outer;
    return null;
  }

  @Override
  public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void p) {
    scan(tree.getInitializer(), null);
    scan(tree.getCondition(), null);
    scan(tree.getStatement(), null);
    return scan(tree.getUpdate(), null);
  }

  // --- what there is
  // ----------------------------------------------------------------------------------------------

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void p) {
    var select = tree.getMethodSelect();
    if (select instanceof MemberSelectTree member) {
      scan(member.getExpression(), null);
    }
    scan(tree.getArguments(), null);
    var name =
        switch (select) {
          case MemberSelectTree member -> member.getIdentifier().toString();
          case IdentifierTree identifier -> identifier.getName().toString();
          default -> "";
        };
    if (wants(Kind.CALL, name)) {
      int end = source.end(select);
      take(source.text().indexOf('(', end), source.endingAt(end, name));
    }
    return null;
  }

  @Override
  public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void p) {
    super.visitMemberReference(tree, null);
    if (wants(Kind.LAMBDA, "")) {
      int end = source.end(tree.getQualifierExpression());
      take(source.start(tree), end < 0 ? -1 : source.text().indexOf("::", end));
    }
    return null;
  }

  @Override
  public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void p) {
    var name = tree.getClassBody() == null ? className(tree.getIdentifier()) : "";
    int at = tree.getEnclosingExpression() == null ? source.start(tree) : -1;
    if (wants(Kind.NEW, name)) {
      take(at);
    }
    super.visitNewClass(tree, null);
    if (wants(Kind.CONSTRUCTOR, name)) {
      take(at);
    }
    return null;
  }

  @Override
  public @Nullable Void visitNewArray(NewArrayTree tree, @Nullable Void p) {
    boolean isWanted =
        wants(Kind.NEW_ARRAY, tree.getType() == null ? element.name() : className(tree.getType()));
    if (isWanted && tree.getInitializers() != null) {
      take(source.start(tree));
    }
    super.visitNewArray(tree, null);
    if (isWanted && tree.getInitializers() == null) {
      take(source.start(tree));
    }
    return null;
  }

  /// `Entry` of `Map.Entry<K, V>`.
  private static String className(Tree type) {
    var name = type.toString().replaceFirst("(?s)[<\\[].*", "");
    return name.substring(1 + Math.max(name.lastIndexOf('.'), name.lastIndexOf(' ')));
  }

  @Override
  public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void p) {
    boolean isAssigned = tree.equals(assigned);
    super.visitMemberSelect(tree, null);
    var name = tree.getIdentifier().toString();
    if (!isAssigned && wants(Kind.FIELD_READ, name)) {
      take(source.endingAt(source.end(tree), name));
    }
    return null;
  }

  @Override
  public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void p) {
    var name = tree.getName().toString();
    if (!tree.equals(assigned) && !locals.contains(name) && wants(Kind.FIELD_READ, name)) {
      take(source.start(tree));
    }
    return null;
  }

  @Override
  public @Nullable Void visitArrayAccess(ArrayAccessTree tree, @Nullable Void p) {
    boolean isAssigned = tree.equals(assigned);
    super.visitArrayAccess(tree, null);
    if (!isAssigned && wants(Kind.ELEMENT_READ, "")) {
      take(bracket(tree));
    }
    return null;
  }

  private int bracket(ArrayAccessTree tree) {
    return source.between(source.end(tree.getExpression()), source.start(tree.getIndex()), "[");
  }

  @Override
  public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void p) {
    assigned = tree.getVariable();
    super.visitAssignment(tree, null);
    written(tree.getVariable());
    return null;
  }

  @Override
  public @Nullable Void visitCompoundAssignment(CompoundAssignmentTree tree, @Nullable Void p) {
    super.visitCompoundAssignment(tree, null);
    operator(tree, tree.getVariable(), tree.getExpression());
    written(tree.getVariable());
    return null;
  }

  @Override
  public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void p) {
    super.visitUnary(tree, null);
    switch (tree.getKind()) {
      case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
          written(tree.getExpression());
      default -> {}
    }
    return null;
  }

  private void written(ExpressionTree variable) {
    switch (variable) {
      case ParenthesizedTree inner -> written(inner.getExpression());
      case ArrayAccessTree array when wants(Kind.ELEMENT_WRITE, "") -> take(bracket(array));
      case MemberSelectTree field when wants(Kind.FIELD_WRITE, field.getIdentifier().toString()) ->
          take(source.endingAt(source.end(field), field.getIdentifier().toString()));
      case IdentifierTree name
          when !locals.contains(name.getName().toString())
              && wants(Kind.FIELD_WRITE, name.getName().toString()) ->
          take(source.start(name));
      default -> {}
    }
  }

  @Override
  public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void p) {
    super.visitBinary(tree, null);
    operator(tree, tree.getLeftOperand(), tree.getRightOperand());
    boolean isIdentity =
        (tree.getKind() == Tree.Kind.EQUAL_TO || tree.getKind() == Tree.Kind.NOT_EQUAL_TO)
            && !(tree.getLeftOperand() instanceof LiteralTree)
            && !(tree.getRightOperand() instanceof LiteralTree);
    if (isIdentity && wants(Kind.IDENTITY, "")) {
      take(
          source.between(
              source.end(tree.getLeftOperand()),
              source.start(tree.getRightOperand()),
              tree.getKind() == Tree.Kind.EQUAL_TO ? "==" : "!="));
    }
    return null;
  }

  private void operator(Tree tree, Tree left, Tree right) {
    var sign = OPERATORS.get(tree.getKind());
    if (sign != null && wants(Kind.OPERATOR, sign.substring(0, 1))) {
      take(source.between(source.end(left), source.start(right), sign));
    }
  }

  @Override
  public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void p) {
    scan(tree.getExpression(), null);
    if (wants(Kind.SWITCH, "")) {
      take(source.start(tree));
    }
    return scan(tree.getCases(), null);
  }

  @Override
  public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void p) {
    scan(tree.getExpression(), null);
    if (wants(Kind.SWITCH, "")) {
      take(source.start(tree));
    }
    return scan(tree.getCases(), null);
  }

  @Override
  public @Nullable Void visitSynchronized(SynchronizedTree tree, @Nullable Void p) {
    scan(tree.getExpression(), null);
    if (wants(Kind.SYNCHRONIZED, "")) {
      take(source.start(tree));
    }
    return scan(tree.getBlock(), null);
  }

  @Override
  public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void p) {
    super.visitReturn(tree, null);
    if (wants(Kind.RETURN, "")) {
      take(source.start(tree));
    }
    return null;
  }
}
