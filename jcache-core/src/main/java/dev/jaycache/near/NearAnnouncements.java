package dev.jaycache.near;

import dev.jaycache.store.Announcements;
import dev.jaycache.store.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Hands over what is announced after the copy of the entry is gone. As thread-safe as its parts.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
record NearAnnouncements<K, V>(NearEntries<V> entries, Announcements<K, V> told)
    implements Announcements<K, V> {
  @Override
  public void announced(K key, Effect effect, @Nullable V oldValue, @Nullable V value) {
    entries.invalidate(key);
    told.announced(key, effect, oldValue, value);
  }

  @Override
  public void ranOut(K key) {
    entries.invalidate(key);
    told.ranOut(key);
  }

  @Override
  public void lost(String node, String why) {
    told.lost(node, why);
  }

  @Override
  public void gap(String node) {
    told.gap(node);
  }
}
