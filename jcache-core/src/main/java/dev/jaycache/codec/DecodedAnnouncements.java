package dev.jaycache.codec;

import dev.jaycache.store.Announcements;
import dev.jaycache.store.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Hands over what is announced of encoded entries as of plain ones. What can't be decoded is an
 * {@link UndecodableException}. As thread-safe as its parts.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 * @param <P> the type of encoded keys
 * @param <Q> the type of encoded values
 */
record DecodedAnnouncements<K, V, P, Q>(
    Codec<K, P> keys, Codec<V, Q> values, Announcements<K, V> told) implements Announcements<P, Q> {
  @Override
  public void announced(P key, Effect effect, @Nullable Q oldValue, @Nullable Q value) {
    V plainOld = oldValue == null ? null : values.decode(oldValue);
    V plain = value == null ? null : values.decode(value);
    told.announced(keys.decode(key), effect, plainOld, plain);
  }

  @Override
  public void ranOut(P key) {
    told.ranOut(keys.decode(key));
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
