package io.github.bpf4j.isa;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The tokens of one line of assembler, and a place among them.
final class Tokens {
  /// A word (register, mnemonic, label), a number without sign, an operator, or the end of the line (empty).
  record Token(Kind kind, String text, int column) {
    enum Kind {
      WORD,
      NUMBER,
      OPERATOR,
      END
    }

    boolean is(String expected) {
      return text.equals(expected);
    }

    @Override
    public String toString() {
      return kind == Kind.END ? "the end of the line" : "'" + text + "'";
    }
  }

  /// Something that should not stand where it stands.
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;
    final int column;

    SyntaxException(int column, String message) {
      super(message);
      this.column = column;
    }
  }

  /// Signed operators start with a letter, so they come before words.
  private static final Pattern TOKEN =
      Pattern.compile(
          """
          (?<operator>s>>=|s>=|s<=|s/=|s%=|s>|s<|<<=|>>=|[=!<>+\\-*/%&|^]=|[-+*=<>&()\\[\\],:])\
          |(?<number>0[xX][0-9a-fA-F]+|[0-9]+)(?![\\w.$])\
          |(?<word>[A-Za-z_.$][\\w.$]*)\
          """);

  private static final Pattern SPACE_OR_COMMENT = Pattern.compile("\\s+|(#|//).*");

  private final List<Token> tokens;
  private int next;

  private Tokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  /// Takes a line apart; comments start with `#` or `//`, or `;` at the start of the line.
  static Tokens of(String line) throws SyntaxException {
    List<Token> tokens = new ArrayList<>();
    if (line.stripLeading().startsWith(";")) {
      line = "";
    }
    Matcher space = SPACE_OR_COMMENT.matcher(line);
    Matcher token = TOKEN.matcher(line);
    int at = 0;
    while (at < line.length()) {
      if (space.region(at, line.length()).lookingAt()) {
        at = space.end();
      } else if (token.region(at, line.length()).lookingAt()) {
        tokens.add(new Token(kind(token), token.group(), at + 1));
        at = token.end();
      } else if (line.charAt(at) == ';') {
        throw new SyntaxException(
            at + 1, "unexpected ';': one instruction a line; a comment starts with # or //");
      } else {
        throw new SyntaxException(at + 1, "unexpected '" + line.substring(at, at + 1) + "'");
      }
    }
    tokens.add(new Token(Token.Kind.END, "", line.length() + 1));
    return new Tokens(tokens);
  }

  private static Token.Kind kind(Matcher token) {
    if (token.group("operator") != null) {
      return Token.Kind.OPERATOR;
    }
    return token.group("number") != null ? Token.Kind.NUMBER : Token.Kind.WORD;
  }

  Token peek() {
    return tokens.get(next);
  }

  /// The token after the next one.
  Token peekSecond() {
    return tokens.get(Math.min(next + 1, tokens.size() - 1));
  }

  /// The last token of the line before its end.
  Token last() {
    return tokens.get(Math.max(tokens.size() - 2, 0));
  }

  Token take() {
    Token token = peek();
    if (token.kind() != Token.Kind.END) {
      next++;
    }
    return token;
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  boolean accept(String text) {
    if (!peek().is(text)) {
      return false;
    }
    take();
    return true;
  }

  void expect(String... texts) throws SyntaxException {
    for (String text : texts) {
      if (!accept(text)) {
        throw expected("'" + text + "'");
      }
    }
  }

  Token expectWord(String what) throws SyntaxException {
    if (peek().kind() != Token.Kind.WORD) {
      throw expected(what);
    }
    return take();
  }

  boolean atNumber() {
    Token.Kind second = peekSecond().kind();
    return peek().kind() == Token.Kind.NUMBER
        || (second == Token.Kind.NUMBER && (peek().is("-") || peek().is("+")));
  }

  /// A number with or without a sign.
  ///
  /// @param what the noun for errors, as in "an offset"
  long expectNumber(String what, long min, long max) throws SyntaxException {
    if (!atNumber()) {
      throw expected(what);
    }
    int column = peek().column();
    return inRange(bigNumber(), what, BigInteger.valueOf(min), BigInteger.valueOf(max), column)
        .longValue();
  }

  /// A number of 64 bits, written signed or unsigned.
  long expectNumber64(String what) throws SyntaxException {
    if (!atNumber()) {
      throw expected(what);
    }
    int column = peek().column();
    BigInteger max = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
    return inRange(bigNumber(), what, BigInteger.valueOf(Long.MIN_VALUE), max, column).longValue();
  }

  private BigInteger bigNumber() {
    boolean negative = accept("-");
    if (!negative) {
      accept("+");
    }
    String text = take().text();
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    BigInteger value = hex ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
    return negative ? value.negate() : value;
  }

  private static BigInteger inRange(
      BigInteger value, String what, BigInteger min, BigInteger max, int column)
      throws SyntaxException {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new SyntaxException(
          column, "%s must be %d to %d, not %d".formatted(what, min, max, value));
    }
    return value;
  }

  /// The error that something else should come next.
  SyntaxException expected(String what) {
    return new SyntaxException(peek().column(), "expected " + what + ", found " + peek());
  }
}
