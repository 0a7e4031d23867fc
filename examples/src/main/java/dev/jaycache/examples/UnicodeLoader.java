package dev.jaycache.examples;

import java.lang.Character.UnicodeBlock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;

/**
 * Looks characters up in the tables of the JDK. Safe for any number of threads. It knows nothing of
 * code points that are not assigned.
 */
public final class UnicodeLoader implements CacheLoader<Integer, UnicodeCharacter> {
  /** Where the data set ends. */
  private static final int END = 0x3000;

  /** The general categories by the numbers of {@link Character#getType(int)}; 17 is none. */
  private static final List<String> CATEGORIES =
      List.of(
          "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp",
          "Cc", "Cf", "??", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi",
          "Pf");

  /** The code points of the data set, in their order. */
  static List<Integer> codePoints() {
    return IntStream.range(0, END).filter(Character::isDefined).boxed().toList();
  }

  /** The general category of a code point, in two letters. */
  static String category(int codePoint) {
    return CATEGORIES.get(Character.getType(codePoint));
  }

  @Override
  @SuppressWarnings("NullAway") // the API's javadoc allows null, its types can't say so
  public UnicodeCharacter load(Integer codePoint) {
    return look(codePoint);
  }

  @Override
  public Map<Integer, UnicodeCharacter> loadAll(Iterable<? extends Integer> codePoints) {
    Map<Integer, UnicodeCharacter> found = new LinkedHashMap<>();
    for (Integer codePoint : codePoints) {
      UnicodeCharacter character = look(codePoint);
      if (character != null) {
        found.put(codePoint, character);
      }
    }
    return found;
  }

  private static @Nullable UnicodeCharacter look(int codePoint) {
    String name = Character.getName(codePoint);
    UnicodeBlock block = UnicodeBlock.of(codePoint);
    return name == null || block == null
        ? null
        : new UnicodeCharacter(name, block.toString(), category(codePoint));
  }
}
