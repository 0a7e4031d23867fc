package dev.jaycache.cli;

import java.util.List;
import java.util.regex.Pattern;

/** Keeps servers' passwords out of messages that repeat the command line. Stateless. */
final class Secrets {
  private static final String HIDDEN = "***";
  private static final Pattern LOOK =
      Pattern.compile("\\S*(?:://|@|pass(?:word)?=)\\S*", Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /**
   * A message without the arguments that may hold a secret.
   *
   * @param arguments the whole command line
   */
  static String hidden(String message, List<String> arguments) {
    String shown = message;
    for (String argument : arguments) {
      if (LOOK.matcher(argument).find()) {
        shown = shown.replace(argument, HIDDEN);
        // An option and its value may be one word.
        int equals = argument.indexOf('=');
        if (argument.startsWith("-") && equals > 0 && equals + 1 < argument.length()) {
          shown = shown.replace(argument.substring(equals + 1), HIDDEN);
        }
      }
    }
    return LOOK.matcher(shown).replaceAll(HIDDEN);
  }
}
