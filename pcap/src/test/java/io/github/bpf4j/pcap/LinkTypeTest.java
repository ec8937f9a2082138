package io.github.bpf4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LinkTypeTest {
  @Test
  void commonTypesHaveNamesAndTheOthersTheirNumber() {
    assertThat(LinkType.ETHERNET).hasToString("ETHERNET (1)");
    assertThat(new LinkType(276)).isEqualTo(LinkType.LINUX_SLL2).hasToString("LINUX_SLL2 (276)");
    assertThat(new LinkType(300)).hasToString("LINKTYPE_300 (300)");
  }

  @Test
  void aTypeHas16Bits() {
    assertThatThrownBy(() -> new LinkType(65_536))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a link type is 0 to 65535, not 65536");
  }
}
