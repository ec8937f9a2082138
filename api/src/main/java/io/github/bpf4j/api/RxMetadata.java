package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// What a device says of a packet that it received; null for what it does not say. A test gives it to a packet:
/// ```java
/// packet.receivedWith(RxMetadata.NONE.withTimestamp(1_700_000_000_000_000_000L));
/// ```
///
/// @param hash what [XdpContext#rxHash] gives
/// @param timestamp what [XdpContext#rxTimestamp] gives, in nanoseconds
/// @param vlanTag what [XdpContext#rxVlanTag] gives
public record RxMetadata(
    @Nullable RxHash hash, @Nullable Long timestamp, @Nullable VlanTag vlanTag) {
  /// Nothing.
  public static final RxMetadata NONE = new RxMetadata(null, null, null);

  /// This with another hash.
  public RxMetadata withHash(int value, int type) {
    return new RxMetadata(new RxHash(value, new RssHashType(type)), timestamp, vlanTag);
  }

  /// This with another timestamp.
  public RxMetadata withTimestamp(long nanos) {
    return new RxMetadata(hash, nanos, vlanTag);
  }

  /// This with another VLAN tag.
  public RxMetadata withVlanTag(int protocolNumber, int tagControl) {
    return new RxMetadata(hash, timestamp, new VlanTag(protocolNumber, tagControl));
  }
}
