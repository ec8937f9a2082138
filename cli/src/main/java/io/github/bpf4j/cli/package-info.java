/// The `bpf4j` command.
///
/// ```
/// bpf4j run FunXdp.java --pcap capture.pcap
/// ```
///
/// One class a subcommand; [io.github.bpf4j.cli.Main] joins them. `classes` turns what the user named
/// (a source file, a class file, a class) into classes, `run` feeds packets to the program,
/// `output` prints what it logs.
@NullMarked
package io.github.bpf4j.cli;

import org.jspecify.annotations.NullMarked;
