package io.github.bpf4j.object;

import java.util.Comparator;
import java.util.regex.Pattern;

/// A version of Linux, as far as what it brings is concerned.
///
/// @param major the first number
/// @param minor the second
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
  private static final Pattern TEXT = Pattern.compile("(\\d+)\\.(\\d+)(\\D.*)?");

  private static final Comparator<KernelVersion> ORDER =
      Comparator.comparingInt(KernelVersion::major).thenComparingInt(KernelVersion::minor);

  /// The version that `text` begins with: `5.8`, or what `uname -r` says, such as `6.12.111-amd64`.
  ///
  /// @throws IllegalArgumentException if it begins otherwise
  public static KernelVersion of(String text) {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("not a version of Linux: " + text);
    }
    return new KernelVersion(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
  }

  @Override
  public int compareTo(KernelVersion other) {
    return ORDER.compare(this, other);
  }

  /// `5.8`.
  @Override
  public String toString() {
    return major + "." + minor;
  }
}
