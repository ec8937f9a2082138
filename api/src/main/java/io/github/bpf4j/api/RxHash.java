package io.github.bpf4j.api;

/// The hash that a device sorted a packet into a receive queue by: see [XdpContext#rxHash].
///
/// @param value any 32 bits, the same for packets of the same flow
/// @param type what it was made of
public record RxHash(int value, RssHashType type) {}
