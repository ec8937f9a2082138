package io.github.bpf4j.host;

import io.github.bpf4j.object.AbortSite;
import io.github.bpf4j.object.ProgramDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what went wrong out of a program's accounting map, see [AbortSite].
public final class AccountingReader {
  private AccountingReader() {}

  /// What `map` says.
  ///
  /// @param map the program's accounting map
  public static Accounting read(ProgramDefinition program, RawMap map) {
    var value = new byte[map.valueBytes()];
    var first = new byte[map.definition().keySize()];
    if (!map.lookup(first, value)) {
      throw new BpfException(
          "the accounting map of %s has no entry: it is an array, so this is an error in bpf4j"
              .formatted(program.name()));
    }
    return read(program, value);
  }

  /// What the bytes of the accounting map's entry say.
  ///
  /// @throws IllegalArgumentException if they are too few for the program's abort sites
  public static Accounting read(ProgramDefinition program, byte[] value) {
    var counters = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).asLongBuffer();
    var aborts = new LinkedHashMap<AbortSite, Long>();
    for (var site : program.abortSites()) {
      if (site.counter() + 1 >= counters.limit()) {
        throw new IllegalArgumentException(
            "the accounting map of %s has %d bytes, too few for counter %d"
                .formatted(program.name(), value.length, site.counter()));
      }
      aborts.put(site, counters.get(site.counter() + 1));
    }
    return of(counters.get(0), aborts);
  }

  /// The counts above 0 in the order of the source, those of one line and reason in one: a line may
  /// have several checks, but people ask how many packets failed there.
  static Accounting of(long lostRecords, Map<AbortSite, Long> aborts) {
    record Place(String file, int line, String reason) {}
    var places = new LinkedHashMap<Place, Accounting.Count>();
    aborts.forEach((site, packets) -> {
      if (packets > 0) {
        places.merge(
            new Place(site.file(), site.line(), site.reason()),
            new Accounting.Count(site, packets),
            (a, b) -> new Accounting.Count(a.site(), a.packets() + b.packets()));
      }
    });
    List<Accounting.Count> counts = new ArrayList<>(places.values());
    counts.sort(
        Comparator.comparing((Accounting.Count count) -> count.site().file())
            .thenComparingInt(count -> count.site().line())
            .thenComparing(count -> count.site().reason()));
    return new Accounting(lostRecords, counts);
  }
}
