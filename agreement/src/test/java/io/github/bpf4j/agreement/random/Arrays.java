package io.github.bpf4j.agreement.random;

import java.util.ArrayList;

/// What random programs do with arrays of numbers.
final class Arrays {
  private Arrays() {}

  /// The type of arrays of `length` elements, a power of two.
  static String type(Vocabulary vocabulary, String component, int length) {
    var type = component + "[" + length + "]";
    if (vocabulary.operations(type).isEmpty() && vocabulary.digest(type, "").isEmpty()) {
      var digest = new ArrayList<String>();
      for (int i = 0; i < length; i++) {
        digest.addAll(vocabulary.digest(component, "$[" + i + "]"));
      }
      vocabulary.digest(type, digest.toArray(String[]::new));
      vocabulary.add(
          """
          C $[$] -- A below
          C $[$] -- A below
          void $[$] = $; -- A below C
          int $.length -- A
          """
              .replaceAll("\\bC\\b", component)
              .replace("below", "below" + length)
              .replace("A", type));
      if (!component.equals("boolean")) {
        vocabulary.add(
            """
            void $[$]++; -- A below
            void $[$] += $; -- A below int
            void $[$] ^= $; -- A below int
            C $[$]-- -- A below
            """
                .replaceAll("\\bC\\b", component)
                .replace("below", "below" + length)
                .replace("A", type));
      }
    }
    return type;
  }
}
