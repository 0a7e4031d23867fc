package dev.jaycache.memcached;

import dev.jaycache.store.KeyPages;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A walk over the live entries of a cache, one server after the other: the list of the server's
 * keys, then the envelopes of those that may be ours, page by page. For one thread. A server's list
 * is taken whole, since the server can't serve another as long as it is being read.
 */
final class KeyWalk implements KeyPages<byte[]> {
  private final MemcachedParts parts;
  private final MemcachedLink link;
  private final EntryCells cells;
  private final Generations generations;
  private final int page;
  private Iterator<String> texts = List.<String>of().iterator();
  private int server = -1;
  private boolean over;

  KeyWalk(
      MemcachedParts parts,
      MemcachedLink link,
      EntryCells cells,
      Generations generations,
      int page) {
    this.parts = parts;
    this.link = link;
    this.cells = cells;
    this.generations = generations;
    this.page = page;
  }

  @Override
  public boolean hasNext() {
    return !over && (texts.hasNext() || server + 1 < link.servers());
  }

  /** The keys of one page; may be none. */
  @Override
  public List<byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (!texts.hasNext()) {
      server++;
      int node = link.node(server);
      texts = parts.dumps().keys(node, parts.link().breaker(node), cells::isOurs).iterator();
    }
    List<String> some = new ArrayList<>();
    while (texts.hasNext() && some.size() < page) {
      some.add(texts.next());
    }
    return some.isEmpty() ? List.of() : live(some);
  }

  private List<byte[]> live(List<String> some) {
    Reads reads = new Reads(server, generations.key());
    some.forEach(reads::add);
    List<Command> commands = reads.commands();
    long at = link.now();
    for (int tries = 0; tries == 0 || (tries == 1 && reads.isWorthAnotherTry()); tries++) {
      reads.take(commands, link.run(commands, link.deadline()));
    }
    if (reads.failed() != null && reads.failure() != null) {
      throw new MemcachedErrors(link).of(reads.failed(), reads.failure());
    }
    Long generation = generations.read(server, reads.item(reads.generationPlace()), at);
    long now = parts.clock().millis();
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      Item item = reads.item(i);
      byte[] key = item == null ? null : cells.keyOf(server, some.get(i), item, generation, now);
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  @Override
  public void close() {
    over = true;
  }
}
