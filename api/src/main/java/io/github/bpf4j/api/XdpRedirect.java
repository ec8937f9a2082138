package io.github.bpf4j.api;

import java.util.List;

/// Where a program has sent a packet with the verdict [XdpAction#REDIRECT]: what the plain JVM and the VM
/// note instead of sending it, see [XdpPacket#redirect].
public sealed interface XdpRedirect {
  /// Out of an interface.
  ///
  /// @param interfaceIndex the interface's index
  record Device(int interfaceIndex) implements XdpRedirect {}

  /// A copy out of each of several interfaces.
  ///
  /// @param interfaceIndices the interfaces' indices, ascending
  record Devices(List<Integer> interfaceIndices) implements XdpRedirect {
    /// Copies the list.
    public Devices {
      interfaceIndices = List.copyOf(interfaceIndices);
    }
  }

  /// To another CPU, whose network stack takes it.
  ///
  /// @param cpu the CPU's number
  record Cpu(int cpu) implements XdpRedirect {}

  /// To an AF_XDP socket.
  ///
  /// @param key the socket's key in the [BpfXskMap]
  /// @param socket the socket's file descriptor
  record Socket(int key, int socket) implements XdpRedirect {}
}
