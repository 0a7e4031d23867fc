package dev.jaycache.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The keys of a {@link KeyScan}, a page at a time, as somebody reads them. For one thread. */
final class KeyStream extends Spliterators.AbstractSpliterator<byte[]> {
  private final KeyScan scan;
  private final Deque<byte[]> page = new ArrayDeque<>();

  private KeyStream(KeyScan scan) {
    super(Long.MAX_VALUE, Spliterator.NONNULL);
    this.scan = scan;
  }

  /**
   * A stream, which asks nobody until it is read.
   *
   * @param pattern as in {@code SCAN MATCH}
   * @throws IllegalArgumentException when count is below 1
   */
  static Stream<byte[]> of(RedisLink link, byte[] pattern, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "count is " + count + "; right is about how many keys a trip looks at, such as 1000");
    }
    KeyStream keys = new KeyStream(KeyScan.matching(link, pattern, count));
    return StreamSupport.stream(keys, /* parallel= */ false).onClose(keys::end);
  }

  private void end() {
    scan.end();
    page.clear();
  }

  @Override
  public boolean tryAdvance(Consumer<? super byte[]> action) {
    while (page.isEmpty() && scan.hasNext()) {
      page.addAll(scan.page(scan.run(List.of())));
    }
    byte[] key = page.pollFirst();
    if (key == null) {
      return false;
    }
    action.accept(key);
    return true;
  }
}
