package io.github.bpf4j.kernel;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.kernel.bpf.ObjectCommands;
import io.github.bpf4j.kernel.net.Interface;
import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.SystemException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Says why a program could not be attached to an interface (`dev_xdp_attach` in `net/core/dev.c`).
final class AttachFailure {
  /// What a driver can give to a program as one piece, with 4 KiB pages: a page less 256 bytes of
  /// headroom and 320 of tailroom, and the Ethernet header with a VLAN tag.
  private static final int LARGEST_MTU = 4096 - 256 - 320 - 18;

  private AttachFailure() {}

  /// No interface has this name, or index as text.
  static BpfException noInterface(String wanted, List<Interface> interfaces) {
    var names = interfaces.stream().map(Interface::name).toList();
    var near = NearNames.of(wanted, names);
    var list = String.join(", ", near.isEmpty() ? names : near);
    return new BpfException(
        "there is no network interface \"%s\" in this network namespace\n  fix: %s"
            .formatted(
                wanted, near.isEmpty() ? "use one of: " + list : "did you mean " + list + "?"));
  }

  static BpfException explain(String program, Interface target, XdpMode mode, long result) {
    var what = "cannot attach \"%s\" to %s".formatted(program, target.name());
    if (Errno.EBUSY.is(result) || Errno.EEXIST.is(result)) {
      return occupied(what, target, result);
    }
    if (Errno.ENOTSUP.is(result) || Errno.ENOTSUPP.is(result)) {
      return Failures.because(
          what,
          result,
          "its driver runs no XDP programs in mode " + mode.label(),
          "use --mode skb, which works on every interface");
    }
    if (mode == XdpMode.HARDWARE) {
      return Failures.because(
          what,
          result,
          "few network cards run programs themselves, and they want them loaded for the card",
          "use --mode driver, or --mode skb");
    }
    if (target.mtu() > LARGEST_MTU && mode != XdpMode.SKB && !Errno.EPERM.is(result)) {
      return Failures.because(
          what,
          result,
          "with an MTU of %d its driver cannot give a program every packet in one piece"
              .formatted(target.mtu()),
          "mark it @Xdp(frags = true), use --mode skb, or an MTU of at most %d: ip link set dev %s mtu %d (for a veth, that of"
                  .formatted(LARGEST_MTU, target.name(), LARGEST_MTU)
              + " both ends)");
    }
    if (Errno.EINVAL.is(result)) {
      return Failures.because(
          what,
          result,
          "XDP links need Linux 5.9 (this is Linux %s)".formatted(System.getProperty("os.version"))
              + ", or the driver refuses the program",
          "use a newer kernel, or --mode skb");
    }
    return Failures.of(what, result);
  }

  private static BpfException occupied(String what, Interface target, long result) {
    var attachments = Interface.of(target.index()).map(Interface::attachments).orElse(List.of());
    if (attachments.isEmpty()) {
      return Failures.because(what, result, "the interface was busy for a moment", "try once more");
    }
    var who = new ArrayList<String>();
    var fixes = new ArrayList<String>();
    for (var attachment : attachments) {
      var mode = XdpMode.of(attachment.place());
      who.add(
          "program %d%s is attached there already, in %s mode"
              .formatted(attachment.programId(), nameOf(attachment.programId()), mode.label()));
      fixes.add(removal(target, attachment, mode));
    }
    return Failures.because(what, result, String.join("; ", who), String.join("; ", fixes));
  }

  private static String nameOf(int programId) {
    long result = ObjectCommands.openProgram(programId);
    if (result < 0) {
      return "";
    }
    try (var descriptor = new FileDescriptor((int) result, "program " + programId)) {
      return " (\"" + ObjectCommands.program(descriptor).name() + "\")";
    } catch (SystemException unknown) {
      return "";
    }
  }

  private static String removal(Interface target, Interface.Attachment attachment, XdpMode mode) {
    var link = linkOf(target.index(), attachment.programId());
    if (link.isEmpty() && Errno.EPERM.is(ObjectCommands.nextLink(0))) {
      return "stop the process that attached it; which one, this process may not know: `sudo"
          + " bpftool link` shows it";
    }
    if (link.isEmpty()) {
      var way =
          switch (mode) {
            case DRIVER -> "xdpdrv";
            case SKB -> "xdpgeneric";
            case HARDWARE -> "xdpoffload";
            case DEFAULT -> "xdp";
          };
      return "remove it with `ip link set dev %s %s off`".formatted(target.name(), way);
    }
    int id = link.getAsInt();
    var holders = holdersOf(id);
    return holders.isEmpty()
        ? "remove it with `bpftool link detach id " + id + "`"
        : "stop process %s, which holds link %d"
            .formatted(holders.stream().map(String::valueOf).collect(Collectors.joining(", ")), id);
  }

  private static OptionalInt linkOf(int interfaceIndex, int programId) {
    for (long id = ObjectCommands.nextLink(0); id > 0; id = ObjectCommands.nextLink((int) id)) {
      long result = ObjectCommands.openLink((int) id);
      if (result < 0) {
        continue;
      }
      try (var descriptor = new FileDescriptor((int) result, "link " + id)) {
        var link = ObjectCommands.link(descriptor);
        if (link.programId() == programId
            && link.interfaceIndex().equals(OptionalInt.of(interfaceIndex))) {
          return OptionalInt.of(link.id());
        }
      }
    }
    return OptionalInt.empty();
  }

  /// The processes that have a descriptor of the link, as far as `/proc` shows them.
  private static List<Long> holdersOf(int link) {
    var holders = new ArrayList<Long>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        if (holds(process.resolve("fdinfo"), link)) {
          holders.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException noProc) {
      return List.of();
    }
    return holders;
  }

  private static boolean holds(Path fdinfo, int link) {
    var wanted = "link_id:\t" + link + "\n";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(fdinfo)) {
      for (var file : files) {
        if (Files.readString(file).contains(wanted)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException notOurs) {
      // somebody else's process, or gone meanwhile
    }
    return false;
  }
}
