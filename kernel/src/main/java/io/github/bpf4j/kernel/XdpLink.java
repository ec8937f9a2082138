package io.github.bpf4j.kernel;

import io.github.bpf4j.kernel.bpf.LinkCommands;
import io.github.bpf4j.kernel.bpf.ObjectCommands;
import io.github.bpf4j.kernel.net.Interface;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.object.ProgramType;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A program attached to a network interface, until it is closed or the process ends, however it ends
/// (`BPF_LINK_CREATE`, Linux 5.9).
public final class XdpLink implements AutoCloseable {
  private final FileDescriptor descriptor;
  private final int interfaceIndex;
  private final String interfaceName;
  private final XdpMode mode;
  private final Consumer<XdpLink> onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  private XdpLink(
      FileDescriptor descriptor, Interface target, XdpMode mode, Consumer<XdpLink> onClose) {
    this.descriptor = descriptor;
    this.interfaceIndex = target.index();
    this.interfaceName = target.name();
    this.mode = mode;
    this.onClose = onClose;
  }

  /// Attaches.
  ///
  /// @param onClose told once, after the program was detached
  static XdpLink attach(
      KernelObject program, Interface target, XdpMode mode, Consumer<XdpLink> onClose) {
    long result =
        program.atInterface(
            target.index(),
            mode,
            code ->
                LinkCommands.create(
                    code, target.index(), ProgramType.XDP.expectedAttachType(), mode.flag()));
    if (result < 0) {
      throw AttachFailure.explain(program.definition().name(), target, mode, result);
    }
    var descriptor = new FileDescriptor((int) result, "link to " + target.name());
    return new XdpLink(descriptor, target, actualMode(descriptor, target, mode), onClose);
  }

  // DEFAULT: the kernel chose
  private static XdpMode actualMode(FileDescriptor link, Interface target, XdpMode wanted) {
    int id = ObjectCommands.link(link).programId();
    return Interface.of(target.index()).stream()
        .flatMap(now -> now.attachments().stream())
        .filter(attachment -> attachment.programId() == id)
        .map(attachment -> XdpMode.of(attachment.place()))
        .findFirst()
        .orElse(wanted);
  }

  /// The kernel's number of the link, as `bpftool link` shows.
  public int id() {
    return ObjectCommands.link(descriptor).id();
  }

  /// The interface's index.
  public int interfaceIndex() {
    return interfaceIndex;
  }

  /// The interface's name when the program was attached.
  public String interfaceName() {
    return interfaceName;
  }

  /// The mode that is in force; never [XdpMode#DEFAULT] unless the kernel does not tell.
  public XdpMode mode() {
    return mode;
  }

  /// Whether the program is attached still: not closed, and the interface not removed.
  public boolean isAttached() {
    return !closed.get() && ObjectCommands.link(descriptor).interfaceIndex().orElse(0) != 0;
  }

  /// Puts `program` in the place of the one that is attached; no packet passes by in between. The
  /// program that was there stays loaded.
  public void replace(KernelProgram program) {
    replace(program.object());
  }

  void replace(KernelObject program) {
    long result =
        program.atInterface(interfaceIndex, mode, code -> LinkCommands.update(descriptor, code));
    if (result < 0) {
      throw Failures.of(
          "cannot replace the program on %s by \"%s\""
              .formatted(interfaceName, program.definition().name()),
          result);
    }
  }

  /// Detaches the program. Idempotent.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    // before 5.11 there is no such command: then closing the only descriptor detaches
    LinkCommands.detach(descriptor);
    descriptor.close();
    onClose.accept(this);
  }

  @Override
  public String toString() {
    return "XDP program on " + interfaceName + " (" + mode + " mode)";
  }
}
