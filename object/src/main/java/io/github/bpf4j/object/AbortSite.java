package io.github.bpf4j.object;

/// A place where an exception ends the program.
///
/// The accounting map is an array of one entry, global variables that are all `u64`, native-endian: the
/// first counts lost log records, the one at byte `8 * (counter + 1)` the aborts of this site.
///
/// @param counter the number of its counter, from 0, unique in the object
/// @param file the source file
/// @param line the line in the program, of the innermost frame that is not the library's
/// @param reason the exception, as people would say it: `packet too short`
public record AbortSite(int counter, String file, int line, String reason) {}
