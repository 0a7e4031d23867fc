package dev.jaycache.testkit.cache;

import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * An entry processor that does some calls and tells what it saw; null where it saw nothing.
 *
 * @param calls what to do, one after another
 * @param value what it sets
 */
record ScriptedProcessor(List<Call> calls, Object value)
    implements EntryProcessor<Object, Object, String> {
  /** What a processor may do. */
  enum Call {
    GET,
    EXISTS,
    SET,
    REMOVE,
    THROW,
    THROW_OWN,
    THROW_CACHE
  }

  /** Up to four calls; few of them throw. */
  static ScriptedProcessor random(Random random, Object value) {
    return new ScriptedProcessor(
        random
            .ints(random.nextInt(5), 0, 18)
            .mapToObj(roll -> roll < 15 ? Call.values()[roll % 4] : Call.values()[4 + roll - 15])
            .toList(),
        value);
  }

  @Override
  public @Nullable String process(
      MutableEntry<Object, Object> entry, @Nullable Object... arguments) {
    StringJoiner seen = new StringJoiner(", ");
    seen.setEmptyValue("");
    for (Call call : calls) {
      switch (call) {
        case GET -> seen.add(Shown.of(entry.getValue()));
        case EXISTS -> seen.add("exists " + entry.exists());
        case SET -> entry.setValue(value);
        case REMOVE -> entry.remove();
        case THROW -> throw new IllegalArgumentException("by the processor");
        case THROW_OWN -> throw new EntryProcessorException("by the processor");
        case THROW_CACHE -> throw new CacheException("by the processor");
      }
    }
    return seen.length() == 0 ? null : seen + " with " + arguments.length;
  }
}
