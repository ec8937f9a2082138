package io.github.bpf4j.object;

/// A switch before a log statement. At `slot` stands a jump of offset 0; a loader removes it where
/// the statement's level is on; where it is off, it makes it jump by `skip` slots and removes the
/// code that can no longer be reached. So a filtered record costs nothing, see [LogGates].
///
/// @param slot the slot of the jump
/// @param level the statement's level, 0 error to 4 trace
/// @param skip slots from after the jump to after the statement
public record LogGate(int slot, int level, int skip) {}
