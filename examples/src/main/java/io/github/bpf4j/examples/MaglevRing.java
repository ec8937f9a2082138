package io.github.bpf4j.examples;

import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.JenkinsHash;
import java.util.Arrays;
import java.util.List;

/// Deals the places of a ring out to servers, for [LoadBalancer]: nearly as many to each, and when one comes or goes,
/// few places of the others change hands.
///
/// Each server has an order of its own in which it wants the places. By turns, each gets the first one that is still
/// free. What a server that has left leaves behind goes to those that wanted it next.
///
/// Source: Eisenbud and others, "Maglev: A Fast and Reliable Software Network Load Balancer" (NSDI 2016), section 3.4.
final class MaglevRing {
  private static final int FREE = -1;

  private MaglevRing() {}

  /// Which of `servers` each place of a ring goes to, by its index in the list.
  ///
  /// @param size places: a prime number, far more than there are servers
  static int[] places(List<Ipv4Address> servers, int size) {
    var places = new int[size];
    Arrays.fill(places, FREE);
    var next = new long[servers.size()];
    for (int dealt = 0; dealt < size; dealt++) {
      int server = dealt % servers.size();
      int place = wanted(servers.get(server), next[server]++, size);
      while (places[place] != FREE) {
        place = wanted(servers.get(server), next[server]++, size);
      }
      places[place] = server;
    }
    return places;
  }

  /// The place that `server` wants after `turn` others. As `size` is prime, it wants each once.
  private static int wanted(Ipv4Address server, long turn, int size) {
    long first = Integer.remainderUnsigned(JenkinsHash.of(server.bits(), 1), size);
    long step = Integer.remainderUnsigned(JenkinsHash.of(server.bits(), 2), size - 1) + 1L;
    return (int) ((first + turn * step) % size);
  }
}
