package io.github.bpf4j.cli;

import io.github.bpf4j.cli.classes.TargetClasses;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.CtrlC;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.kernel.XdpMode;
import io.github.bpf4j.pcap.CaptureReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `bpf4j run`: runs a program over a capture or on a network interface.
@Command(
    name = "run",
    sortOptions = false,
    description = "Runs a program over a capture, or on a network interface until Ctrl-C.",
    footer = {
      "",
      "If TARGET has a main method, that is started, and everything after TARGET is for it,",
      "unless --iface or --pcap stands before TARGET.",
      "",
      "Examples:",
      "  bpf4j run FunXdp.java --pcap capture.pcap",
      "  sudo bpf4j run FunXdp.java --iface eth0",
      "  tcpdump -w - | bpf4j run FunXdp.java --pcap - --format json"
    })
final class RunCommand implements Callable<Integer> {
  /// The options that concern a main too.
  private static final Set<String> FOR_MAIN = Set.of("--class-path", "--assertions", "--verbose");

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Mixin
  private HelpOption help = new HelpOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "1..*", paramLabel = "ARG", hidden = true)
  private List<String> rest = List.of();

  @ArgGroup(exclusive = true)
  private @Nullable PacketSource source;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "With --iface: default (the driver if it can), skb, driver or hardware.")
  private @Nullable XdpMode mode;

  @Option(
      names = "--runtime",
      paramLabel = "RUNTIME",
      description =
          "jvm (plain Java), vm (in process) or kernel. Default: kernel with --iface, vm with"
              + " --pcap.")
  private @Nullable RuntimeKind runtime;

  @Mixin private OutputOptions output = new OutputOptions();

  @Mixin private TargetOptions targets = new TargetOptions();

  @Mixin private TunableOptions tunables = new TunableOptions();

  @Option(
      names = {"-v", "--verbose"},
      description = "Print the kernel's own log when it refuses.")
  private boolean verbose;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (var classes = forLoading().targets.load()) {
      var main = classes.main();
      if (source == null && main.isPresent()) {
        requireNothingForAProgram();
        targets.enableAssertions(classes);
        return start(main.get(), classes.loader());
      }
      var whole = parsedWhole();
      try {
        return whole.run(classes);
      } catch (BpfException e) {
        return Failures.report(e, whole.verbose, terminal.err());
      }
    }
  }

  /// Whether TARGET has a main is not known before it is loaded, and its class path may stand behind it.
  private RunCommand forLoading() {
    try {
      return parsedWhole();
    } catch (ParameterException _) {
      return this;
    }
  }

  /// A main loads its programs itself.
  private void requireNothingForAProgram() {
    for (var option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!FOR_MAIN.contains(option.longestName())) {
        throw CliException.usage(
            ("%s is for programs that bpf4j loads, and %s has a main that does so itself\n"
                 + "  fix: leave it out, or say before %2$s where packets come from: --iface NAME"
                 + " or --pcap FILE")
                .formatted(option.longestName(), targets.target()));
      }
    }
  }

  /// The command line again, now that options after TARGET are known to be ours.
  private RunCommand parsedWhole() {
    if (rest.isEmpty()) {
      return this;
    }
    var all = spec.commandLine().getParseResult().originalArgs();
    var whole = new RunCommand(terminal);
    new CommandLine(whole)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setCommandName("bpf4j run")
        .setErr(spec.commandLine().getErr())
        .parseArgs(all.subList(all.indexOf("run") + 1, all.size()).toArray(String[]::new));
    return whole;
  }

  private int run(TargetClasses classes) throws IOException, InterruptedException {
    if (!rest.isEmpty()) {
      throw misuse("unexpected argument '%s'".formatted(rest.getFirst()));
    }
    if (source == null) {
      throw misuse(
          "%s has no main, so say where packets come from: --iface NAME or --pcap FILE"
              .formatted(targets.target()));
    }
    try (var ctrlC = CtrlC.caught()) {
      var session = new Session(terminal, output, ctrlC);
      if (source.iface != null) {
        if (runtime != null && runtime != RuntimeKind.KERNEL) {
          throw misuse(
              "--iface needs the kernel: leave --runtime out, or give a capture with --pcap");
        }
        var chosenMode = mode == null ? XdpMode.DEFAULT : mode;
        var compiled = targets.compile(classes);
        return session.attach(compiled, loadOptions(compiled), source.iface, chosenMode);
      }
      if (mode != null) {
        throw misuse("--mode says how to attach to an interface: it needs --iface");
      }
      var kind = runtime == null ? RuntimeKind.VM : runtime;
      var compiled = targets.compile(classes);
      try (var capture = capture(String.valueOf(source.pcap), terminal.in())) {
        return session.replay(compiled, loadOptions(compiled), kind.runtime(), capture);
      }
    }
  }

  private LoadOptions loadOptions(CompiledProgram compiled) {
    return tunables.set(output.loadOptions(), compiled);
  }

  private static CaptureReader capture(String file, InputStream standardInput) throws IOException {
    if (file.isEmpty()) {
      throw CliException.usage(
          "--pcap needs a file\n  fix: name a capture, or - for standard input");
    }
    return file.equals("-")
        ? CaptureReader.open(standardInput, "standard input")
        : CaptureReader.open(Path.of(file));
  }

  private ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /// Starts a main as the `java` command would.
  private int start(Method main, ClassLoader loader) throws InterruptedException {
    Thread.currentThread().setContextClassLoader(loader);
    try {
      main.setAccessible(true);
      Object receiver = null;
      if (!Modifier.isStatic(main.getModifiers())) {
        var constructor = main.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        receiver = constructor.newInstance();
      }
      if (main.getParameterCount() == 0) {
        main.invoke(receiver);
      } else {
        main.invoke(receiver, (Object) rest.toArray(String[]::new));
      }
      return ExitCode.DONE;
    } catch (InvocationTargetException e) {
      return failed(Objects.requireNonNull(e.getCause()), terminal.err());
    } catch (ReflectiveOperationException e) {
      throw CliException.fault("cannot start main of %s: %s".formatted(targets.target(), e));
    }
  }

  /// What a main throws is its author's: known failures are explained, others keep their stack.
  private int failed(Throwable cause, PrintStream err) {
    if (cause instanceof RuntimeException
            && cause.getClass().getName().startsWith("io.github.bpf4j.")
        || cause instanceof IOException) {
      return Failures.report(cause, verbose, err);
    }
    var frames = Arrays.asList(cause.getStackTrace());
    cause.setStackTrace(
        frames.stream()
            .takeWhile(frame -> !frame.getClassName().equals(RunCommand.class.getName()))
            .toArray(StackTraceElement[]::new));
    err.print("Exception in main: ");
    cause.printStackTrace(err);
    return ExitCode.FAULT;
  }
}
