package io.github.bpf4j.cli;

import java.lang.Character.UnicodeBlock;
import java.lang.Character.UnicodeScript;

/// A caret under a character of a line.
final class Caret {
  private Caret() {}

  /// What stands under `line`, so that on a terminal the caret is under the column `column` (from 1, in UTF-16 code
  /// units): tabs as in the line, and spaces.
  static String under(String line, int column) {
    var text = new StringBuilder();
    line.substring(0, column - 1)
        .codePoints()
        .forEach(character -> text.append(character == '\t' ? "\t" : " ".repeat(width(character))));
    return text.append('^').toString();
  }

  /// How many columns of a terminal a character takes.
  private static int width(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(character) ? 2 : 1;
    };
  }

  private static boolean isWide(int character) {
    if (Character.isEmojiPresentation(character)) {
      return true;
    }
    var block = UnicodeBlock.of(character);
    if (UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS.equals(block)) {
      return character <= '\uff60' || character >= '\uffe0';
    }
    return UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION.equals(block)
        || switch (UnicodeScript.of(character)) {
          case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> true;
          default -> false;
        };
  }
}
