package dev.jaycache.store;

import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;

/**
 * Which cache a store is for.
 *
 * @param namespace what sets the caches of one application apart from those of others
 * @param cache the cache's name
 * @param settings the cache's own settings, already checked
 */
public record StoreSpace(String namespace, String cache, Config settings) {
  /**
   * What the store keys of this cache begin with: {@code namespace:cache:}. A colon inside a part
   * is written {@code %3A} and a percent sign {@code %25}, so that no cache's prefix is the
   * beginning of another's; braces are {@code %7B} and {@code %7D}, so that the first ones of a
   * store key are the key's own, which says where a cluster keeps it.
   */
  public byte[] prefix() {
    return (escape(namespace) + ':' + escape(cache) + ':').getBytes(StandardCharsets.UTF_8);
  }

  /** What the store keys of all caches of a namespace begin with: {@code namespace:}. */
  public static byte[] prefix(String namespace) {
    return (escape(namespace) + ':').getBytes(StandardCharsets.UTF_8);
  }

  private static String escape(String part) {
    return part.replace("%", "%25").replace(":", "%3A").replace("{", "%7B").replace("}", "%7D");
  }
}
