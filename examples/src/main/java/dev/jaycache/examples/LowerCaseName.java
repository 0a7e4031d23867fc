package dev.jaycache.examples;

import java.util.Locale;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;

/**
 * Writes a character's name in lower case, and says whether that changed it. Stateless, and the
 * same however often it runs. It creates no entry.
 */
public final class LowerCaseName implements EntryProcessor<Integer, UnicodeCharacter, Boolean> {
  @Override
  public Boolean process(MutableEntry<Integer, UnicodeCharacter> entry, Object... arguments) {
    if (!entry.exists()) {
      return false;
    }
    UnicodeCharacter character = entry.getValue();
    String lower = character.name().toLowerCase(Locale.ROOT);
    if (lower.equals(character.name())) {
      return false;
    }
    entry.setValue(character.withName(lower));
    return true;
  }
}
