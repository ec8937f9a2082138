/// Capture files, pcap and pcapng, read and written as streams in constant memory.
///
/// The reader finds out by itself which format, byte order and time resolution a file has, and whether it is compressed
/// with gzip. It never seeks, so that standard input serves as well as a file:
///
/// ```java
/// try (var reader = CaptureReader.open(Path.of("capture.pcapng"))) {
///   for (var packet = reader.next(); packet != null; packet = reader.next()) {
///     System.out.println(packet.timestampNanos() + " " + packet.length() + " bytes");
///   }
/// }
/// ```
///
/// Every whole packet before a truncation or corruption is delivered; then `next` throws a
/// [CaptureException][io.github.bpf4j.pcap.CaptureException] that names the file, the byte offset and what is wrong there.
///
/// Sources: pcap-savefile(5) and draft-ietf-opsawg-pcap for pcap, draft-ietf-opsawg-pcapng for pcapng, and
/// <https://www.tcpdump.org/linktypes.html> for link types.
@NullMarked
package io.github.bpf4j.pcap;

import org.jspecify.annotations.NullMarked;
