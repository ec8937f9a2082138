package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.util.ArrayList;
import java.util.List;

/// `invokedynamic`: what javac leaves to a bootstrap method of the JDK.
final class DynamicCalls {
  private final Translator translator;
  private final Calls calls;
  private final PatternSwitches switches;

  DynamicCalls(Translator translator, Calls calls) {
    this.translator = translator;
    this.calls = calls;
    this.switches = new PatternSwitches(translator);
  }

  void invoke(InvokeDynamicInstruction instruction) {
    var arguments = new ArrayList<Operand>();
    for (int i = 0; i < instruction.typeSymbol().parameterCount(); i++) {
      arguments.addFirst(translator.state().pop());
    }
    // The state afterwards is another one.
    Operand result = result(instruction, List.copyOf(arguments));
    translator.state().push(result);
  }

  private Operand result(InvokeDynamicInstruction instruction, List<Operand> arguments) {
    String bootstrap = instruction.bootstrapMethod().owner().displayName();
    String name = instruction.name().stringValue();
    return switch (bootstrap) {
      case "LambdaMetafactory" -> calls.lambdas().create(instruction, arguments);
      case "SwitchBootstraps" -> switches.choose(instruction, arguments);
      case "ObjectMethods" ->
          switch (name) {
            case "equals" ->
                new Equality(translator, calls).ofRecords(arguments.get(0), arguments.get(1));
            case "hashCode" -> new HashCodes(translator, calls).ofRecord(arguments.getFirst());
            default -> new Operand.Joined();
          };
      case "StringConcatFactory" -> new Operand.Joined();
      default -> unsupported("invokedynamic (" + bootstrap + ")", "write out what it does");
    };
  }

  private Operand unsupported(String what, String fix) {
    return translator.report(Problem.UNSUPPORTED, what + " is not compiled", fix);
  }
}
