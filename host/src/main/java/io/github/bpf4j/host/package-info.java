/// What user-space code imports: loaded programs, their maps and logs.
///
/// A [BpfRuntime] loads a compiled program; all runtimes give the same [LoadedProgram]:
/// ```java
/// try (var program = new JvmRuntime().load(compiled, LoadOptions.DEFAULT)) {
///   program.logs().toSlf4j();
///   XdpAction verdict = XdpAction.of(program.run(packet));
///   program.map(FunXdp.SEEN).forEach((address, counter) -> System.out.println(address));
///   program.accounting().aborts().forEach(System.out::println);
/// }
/// ```
///
/// ## For those who write a runtime
/// A runtime gives bytes, and this package makes objects of them:
///
/// | the runtime has | take | to get |
/// | --- | --- | --- |
/// | a [RawMap], a [RawRing] | [TypedMaps] | the typed map of the program's class |
/// | bytes of a log record | [LogDecoder] | a `LogRecord` |
/// | the accounting map | [AccountingReader] | an [Accounting] |
/// | records before anybody listens | [LogQueue] | [LoadedProgram.Logs] |
/// | a packet | [Timestamps] | the time of its log records |
@NullMarked
package io.github.bpf4j.host;

import org.jspecify.annotations.NullMarked;
