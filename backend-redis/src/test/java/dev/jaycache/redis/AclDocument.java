package dev.jaycache.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rules of docs/redis-acl.md. */
final class AclDocument {
  private AclDocument() {}

  /**
   * The commands that make a user.
   *
   * @param part what follows {@code acl} at the head of the block
   * @param values what stands for what is in angle brackets: name, value, name, value
   */
  static List<String[]> rules(String part, String... values) {
    List<String[]> rules = new ArrayList<>();
    boolean inside = false;
    for (String line : lines()) {
      if (line.startsWith("```")) {
        inside = line.equals("```acl " + part);
      } else if (inside) {
        String filled = line;
        for (int i = 0; i < values.length; i += 2) {
          filled = filled.replace('<' + values[i] + '>', values[i + 1]);
        }
        rules.add(filled.split(" "));
      }
    }
    if (rules.isEmpty()) {
      throw new IllegalStateException("the document has no rules for " + part);
    }
    return rules;
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(Path.of("..", "docs", "redis-acl.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
