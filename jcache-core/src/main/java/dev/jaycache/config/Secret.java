package dev.jaycache.config;

/** A text that nobody prints by accident. Immutable. It does not wipe itself from memory. */
public final class Secret {
  private final String text;

  /** Wraps a text. */
  public Secret(String text) {
    this.text = text;
  }

  /** The text itself; for a client library, never for a message. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Always {@code ***}. */
  @Override
  public String toString() {
    return "***";
  }
}
