package dev.jaycache.codec;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Decimal numbers as their digits and their exponent, say {@code 150e-2} for 1.50. The JDK's own
 * text does not read back where the scale is near its limits. Pure functions, safe for any number
 * of threads.
 */
final class DecimalText {
  private DecimalText() {}

  static String of(BigDecimal number) {
    return number.unscaledValue() + "e" + -(long) number.scale();
  }

  /** The number of a text; a NumberFormatException or the like for a malformed one. */
  static BigDecimal parse(String text) {
    int mark = text.indexOf('e');
    long exponent = Long.parseLong(text, mark + 1, text.length(), 10);
    return new BigDecimal(
        new BigInteger(text.substring(0, mark)), Math.toIntExact(Math.negateExact(exponent)));
  }
}
