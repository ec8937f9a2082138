package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.GlobalVariable;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.object.AbortSite;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.LogSite;
import io.github.bpf4j.object.MapDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What translating a program gives besides its instructions: the maps that it uses, its log
/// statements, the places where it can abort, and what is wrong with it.
public final class ObjectParts {
  /// The name of the ring buffer for log records.
  private static final String LOG_BUFFER = "logs";

  /// The section of the variables that count lost records and aborts.
  private static final String ACCOUNTING = ".data.counters";

  private static final int LOG_BUFFER_BYTES = 256 * 1024;

  private final boolean accounts;
  private final List<MapDefinition> maps = new ArrayList<>();
  private final List<@Nullable BpfMap> sources = new ArrayList<>();
  private final List<LogSite> logSites = new ArrayList<>();
  private final List<AbortSite> abortSites = new ArrayList<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final Globals globals = new Globals(this);
  private int logBuffer = -1;
  private int accounting = -1;

  /// Nothing yet.
  ///
  /// @param accounts whether aborts and lost records are counted
  public ObjectParts(boolean accounts) {
    this.accounts = accounts;
  }

  /// The maps; the accounting map has room for all sites known now.
  public List<MapDefinition> maps() {
    var all = new ArrayList<>(maps);
    if (accounting >= 0) {
      all.set(accounting, accountingMap());
    }
    globals.define(all);
    return all;
  }

  /// The static variables that lie in maps.
  public List<GlobalVariable> variables() {
    return globals.variables();
  }

  Globals globals() {
    return globals;
  }

  /// For each map the object that defines it, or null.
  public List<@Nullable BpfMap> sources() {
    return sources;
  }

  /// The log statements.
  public List<LogSite> logSites() {
    return logSites;
  }

  /// The places where the program can abort.
  public List<AbortSite> abortSites() {
    return abortSites;
  }

  /// What is wrong, in the order found.
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /// Adds what is wrong. Of what is the same, one is enough: the first whose column can be found.
  public void report(Diagnostic diagnostic) {
    for (int i = 0; i < diagnostics.size(); i++) {
      if (diagnostics.get(i).isSame(diagnostic)) {
        if (!diagnostics.get(i).element().isKnown()) {
          diagnostics.set(i, diagnostic);
        }
        return;
      }
    }
    diagnostics.add(diagnostic);
  }

  /// The index of the accounting map, -1 if there is none.
  public int accounting() {
    return accounting;
  }

  /// The index of the ring buffer for log records, -1 if there is none.
  public int logBuffer() {
    return logBuffer;
  }

  boolean accounts() {
    return accounts;
  }

  /// The index of `source`, or -1 if it was not used yet.
  int indexOf(BpfMap source) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i) == source) {
        return i;
      }
    }
    return -1;
  }

  int addMap(MapDefinition definition, @Nullable BpfMap source) {
    maps.add(definition);
    sources.add(source);
    return maps.size() - 1;
  }

  int requireLogBuffer() {
    if (logBuffer < 0) {
      logBuffer = addMap(MapDefinition.ringBuffer(LOG_BUFFER, LOG_BUFFER_BYTES), null);
    }
    return logBuffer;
  }

  private MapDefinition accountingMap() {
    var counters = new ArrayList<CType.Member>();
    counters.add(new CType.Member("lost_records", 0, CType.U64));
    if (!abortSites.isEmpty()) {
      var aborts = new CType.Array(CType.U64, abortSites.size());
      counters.add(new CType.Member("aborts", CType.U64.size(), aborts));
    }
    int size = CType.U64.size() * (1 + abortSites.size());
    var variables = new CType.Struct(ACCOUNTING, size, counters);
    return MapDefinition.globals(ACCOUNTING, variables, new byte[size], false);
  }

  int requireAccounting() {
    if (accounting < 0) {
      accounting = addMap(accountingMap(), null);
    }
    return accounting;
  }

  /// The number of the counter for aborts at `position` for `reason`.
  int abortCounter(Position position, String reason) {
    for (AbortSite site : abortSites) {
      if (site.line() == position.line()
          && site.file().equals(position.file())
          && site.reason().equals(reason)) {
        return site.counter();
      }
    }
    abortSites.add(new AbortSite(abortSites.size(), position.file(), position.line(), reason));
    return abortSites.size() - 1;
  }

  int addLogSite(LogSite site) {
    logSites.add(site);
    return logSites.size() - 1;
  }
}
