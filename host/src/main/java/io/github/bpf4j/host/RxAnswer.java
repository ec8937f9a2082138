package io.github.bpf4j.host;

import io.github.bpf4j.api.RxMetadata;
import io.github.bpf4j.object.Kfunc;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;

/// What a function of the kernel answers about a packet that declares its receive metadata.
///
/// @param status 0 or a negative error number
/// @param values what it writes, as unsigned numbers of this machine's byte order, one for each of
///     [Kfunc#results]
public record RxAnswer(int status, List<Long> values) {
  /// Copies the list.
  public RxAnswer {
    values = List.copyOf(values);
  }

  /// The answer of `kfunc`.
  public static RxAnswer of(Kfunc kfunc, RxMetadata metadata) {
    var hash = metadata.hash();
    var timestamp = metadata.timestamp();
    var tag = metadata.vlanTag();
    return switch (kfunc) {
      case XDP_METADATA_RX_HASH ->
          hash == null
              ? none(kfunc)
              : new RxAnswer(
                  0, List.of(Integer.toUnsignedLong(hash.value()), (long) hash.type().bits()));
      case XDP_METADATA_RX_TIMESTAMP ->
          timestamp == null ? none(kfunc) : new RxAnswer(0, List.of(timestamp));
      case XDP_METADATA_RX_VLAN_TAG ->
          tag == null
              ? none(kfunc)
              : new RxAnswer(0, List.of(bigEndian(tag.protocolNumber()), (long) tag.tagControl()));
    };
  }

  private static RxAnswer none(Kfunc kfunc) {
    return new RxAnswer(-Kfunc.NOT_SUPPORTED, Collections.nCopies(kfunc.results().size(), 0L));
  }

  private static long bigEndian(int number) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
        ? number
        : Short.reverseBytes((short) number) & 0xffff;
  }
}
