package dev.jaycache.examples;

import java.io.Serializable;

/**
 * What the JDK knows of a character. Immutable. It does not hold the character itself, which is the
 * key.
 *
 * @param name the name of the Unicode standard, or what somebody made of it
 * @param block the Unicode block, as the JDK writes it
 * @param category the general category, in two letters
 */
public record UnicodeCharacter(String name, String block, String category) implements Serializable {
  /** The same with another name. */
  public UnicodeCharacter withName(String other) {
    return new UnicodeCharacter(other, block, category);
  }
}
