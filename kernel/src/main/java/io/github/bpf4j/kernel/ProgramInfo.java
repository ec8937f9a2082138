package io.github.bpf4j.kernel;

import io.github.bpf4j.kernel.bpf.ObjectCommands;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import java.time.Duration;

/// What the kernel knows of a loaded program (`struct bpf_prog_info`).
///
/// @param id the kernel's number of it, as `bpftool prog` shows
/// @param name its name as the kernel keeps it, at most 15 characters
/// @param tag 16 hexadecimal digits, a hash of its instructions
/// @param translatedBytes bytes of eBPF after the verifier's changes, 8 an instruction
/// @param machineCodeBytes bytes of machine code; 0 where the JIT is off
/// @param verifiedInstructions instructions that the verifier went through (Linux 5.16, else 0)
/// @param loadedAfterBoot when it was loaded
/// @param runs how often it ran while statistics were on, see [Kernel#enableStatistics]
/// @param runTime how long these runs took together
public record ProgramInfo(
    int id,
    String name,
    String tag,
    int translatedBytes,
    int machineCodeBytes,
    int verifiedInstructions,
    Duration loadedAfterBoot,
    long runs,
    Duration runTime) {
  static ProgramInfo of(FileDescriptor program) {
    var info = ObjectCommands.program(program);
    return new ProgramInfo(
        info.id(),
        info.name(),
        info.tag(),
        info.xlatedBytes(),
        info.jitedBytes(),
        info.verifiedInsns(),
        Duration.ofNanos(info.loadTime()),
        info.runs(),
        Duration.ofNanos(info.runTime()));
  }
}
