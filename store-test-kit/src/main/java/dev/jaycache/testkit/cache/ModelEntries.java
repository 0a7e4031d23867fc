package dev.jaycache.testkit.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.cache.event.EventType;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the model and the expiry rules of JSR-107 (chapter 6), with their events. For one
 * thread. No time goes by: an entry lives for ever, or is gone at once.
 */
final class ModelEntries {
  /**
   * An entry.
   *
   * @param life null for an eternal one
   */
  record Held(Object value, @Nullable Duration life) {}

  private final Map<Object, Held> entries = new HashMap<>();
  private final ExpiryPolicy policy;
  private final ModelEvents events;

  ModelEntries(ExpiryPolicy policy, ModelEvents events) {
    this.policy = policy;
    this.events = events;
  }

  Map<Object, Held> all() {
    return entries;
  }

  @Nullable Object value(Object key) {
    Held held = entries.get(key);
    return held == null ? null : held.value();
  }

  /** Puts a value; false where it was expired at its creation, and so never put. */
  boolean put(Object key, Object value) {
    Held held = entries.get(key);
    return held == null ? create(key, value) : update(key, value, held);
  }

  private boolean create(Object key, Object value) {
    Duration life = ask(policy::getExpiryForCreation);
    if (life != null && life.isZero()) {
      return false;
    }
    entries.put(key, new Held(value, finite(life)));
    events.add(EventType.CREATED, key, value, null);
    return true;
  }

  private boolean update(Object key, Object value, Held held) {
    Duration life = ask(policy::getExpiryForUpdate);
    events.add(EventType.UPDATED, key, value, held.value());
    prolong(key, new Held(value, held.life()), life);
    return true;
  }

  /** A read of an entry that is there. */
  void access(Object key) {
    Held held = entries.get(key);
    if (held != null) {
      prolong(key, held, ask(policy::getExpiryForAccess));
    }
  }

  private void prolong(Object key, Held held, @Nullable Duration life) {
    if (life == null) {
      entries.put(key, held);
    } else if (life.isZero()) {
      entries.remove(key);
      events.add(EventType.EXPIRED, key, held.value(), held.value());
    } else {
      entries.put(key, new Held(held.value(), finite(life)));
    }
  }

  /** Removes an entry; false where there was none. */
  boolean remove(Object key) {
    Held held = entries.remove(key);
    if (held != null) {
      events.add(EventType.REMOVED, key, held.value(), held.value());
    }
    return held != null;
  }

  private static @Nullable Duration finite(@Nullable Duration life) {
    return life == null || life.isEternal() ? null : life;
  }

  /** A policy that throws changes nothing; a new entry then is eternal. */
  private static @Nullable Duration ask(Supplier<@Nullable Duration> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return null;
    }
  }
}
