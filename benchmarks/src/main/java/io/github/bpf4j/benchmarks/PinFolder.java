package io.github.bpf4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file system of type `bpf` of its own, for as long as programs are loaded by bpftool and opened here.
final class PinFolder implements AutoCloseable {
  private final Path folder;
  private final Thread whenKilled = new Thread(this::unmount);
  private int loads;

  PinFolder() throws IOException {
    folder = Files.createTempDirectory("bpf4j-pins");
    Tools.run(List.of("mount", "-t", "bpf", "bpf4j", folder.toString()));
    Runtime.getRuntime().addShutdownHook(whenKilled);
  }

  /// Loads the programs of an ELF object, all with maps of their own.
  ///
  /// @return the folder where each is pinned under its function's name
  Path load(String bpftool, Path object) throws IOException {
    var pins = folder.resolve("load" + loads++);
    Tools.run(
        List.of(bpftool, "prog", "loadall", object.toString(), pins.toString(), "type", "xdp"));
    return pins;
  }

  private void unmount() {
    try {
      Tools.run(List.of("umount", folder.toString()));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      System.err.println("left behind: " + folder + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(whenKilled);
    unmount();
  }
}
