package dev.jaycache.testkit.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A history of one key that no order of its calls explains.
 *
 * @param events what could have been done, by the time of its beginning
 * @param left those that no order found a place for, where the others went furthest
 * @param state what stood under the key then
 */
public record Violation(List<Event> events, List<Event> left, @Nullable String state) {
  /**
   * The history, for a reader: nothing of other keys, and nothing that began after the first call
   * without a place had ended.
   */
  @Override
  public String toString() {
    Event first = events.get(0);
    long stuck =
        left.stream()
            .filter(event -> event.ending() == Event.Ending.ANSWERED)
            .mapToLong(Event::ended)
            .min()
            .orElse(Long.MAX_VALUE);
    List<Event> shown = events.stream().filter(event -> event.begun() <= stuck).toList();
    StringBuilder text = new StringBuilder();
    text.append("no order of the calls explains the answers for key ").append(first.call().key());
    text.append(". At most ").append(events.size() - left.size()).append(" of ");
    text.append(events.size()).append(" have a place, and leave ").append(state);
    text.append(" there; those marked by ? have none then:\n");
    for (Event event : shown) {
      text.append(left.contains(event) ? " ? " : "   ");
      text.append(event.shown(first.begun())).append('\n');
    }
    return text.append(events.size() - shown.size()).append(" calls came later\n").toString();
  }
}
