package dev.jaycache.event;

/**
 * Wants to know when events of other JVMs may be missing ({@code events = cluster}): a {@link
 * javax.cache.event.CacheEntryListener} that implements this interface as well and is registered as
 * any other. Called on threads of the manager, never by two at a time, after the listener had the
 * events that came before; what it throws is logged.
 *
 * <p>Whoever keeps something up to date by events alone has to build it anew from the cache at each
 * {@link #onEventGap}: the events that come afterwards are complete, until the next loss.
 */
public interface EventLinkListener {
  /**
   * A server is not heard any more: from some time before this call on, events of its entries are
   * missing, but those of this cache's own operations. Once for each loss; it goes on trying.
   *
   * @param node {@code host:port}
   * @param why for a log
   */
  default void onEventsLost(String node, String why) {}

  /**
   * A server is heard again, or it took over entries of another one: events before this call may be
   * missing.
   *
   * @param node {@code host:port}
   */
  void onEventGap(String node);
}
