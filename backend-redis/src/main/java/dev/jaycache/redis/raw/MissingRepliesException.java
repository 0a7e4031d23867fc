package dev.jaycache.redis.raw;

import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Some commands of a pipeline have no reply. It has the replies that came. */
public class MissingRepliesException extends StoreException {
  private static final long serialVersionUID = 1L;

  private final transient List<@Nullable Reply> replies;
  private final transient Set<Integer> unknown;

  /**
   * Missing replies.
   *
   * @param replies one for each command that was asked, null where none came
   * @param unknown the places, from 0, of those without a reply that may have been done
   */
  public MissingRepliesException(
      String message,
      @Nullable Throwable cause,
      List<? extends @Nullable Reply> replies,
      Set<Integer> unknown) {
    super(message, cause);
    this.replies = Collections.unmodifiableList(new ArrayList<>(replies));
    this.unknown = Set.copyOf(unknown);
  }

  /** A reply for each command, in their order; null where none came. */
  public List<@Nullable Reply> replies() {
    return replies;
  }

  /** The places, from 0, of those without a reply that may have been done; the others were not. */
  public Set<Integer> unknown() {
    return unknown;
  }
}
