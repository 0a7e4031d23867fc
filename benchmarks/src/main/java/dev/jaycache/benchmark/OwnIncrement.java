package dev.jaycache.benchmark;

import java.io.Serializable;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;

/** The increment that a user writes. Stateless. An absent counter counts as zero. */
final class OwnIncrement implements EntryProcessor<String, Long, Long>, Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public Long process(MutableEntry<String, Long> entry, Object... arguments) {
    Long before = entry.getValue();
    long after = before == null ? 1 : before + 1;
    entry.setValue(after);
    return after;
  }
}
