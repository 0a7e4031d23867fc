package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands for one server that travel together. Whoever has its turn at the connection sends bytes
 * and fills in replies; one thread waits for them.
 */
final class Burst {
  private final ByteBuffer bytes;
  private final Wire.Reader reader;
  private final Reply[] replies;
  private volatile int answered;
  private final AtomicBoolean decided = new AtomicBoolean();
  private volatile boolean ended;
  private final AtomicReference<@Nullable LinkException> failure = new AtomicReference<>();
  private volatile @Nullable Thread waiting;

  Burst(byte[] bytes, Wire.Reader reader, int commands) {
    this.bytes = ByteBuffer.wrap(bytes);
    this.reader = reader;
    this.replies = new Reply[commands];
  }

  /** Copies what fits; false when more is left. */
  boolean copyTo(ByteBuffer out) {
    int fits = Math.min(out.remaining(), bytes.remaining());
    out.put(out.position(), bytes, bytes.position(), fits);
    out.position(out.position() + fits);
    bytes.position(bytes.position() + fits);
    return !bytes.hasRemaining();
  }

  /** Takes what the server sent; true when nothing is missing. */
  boolean decode(ByteBuffer in) {
    while (answered < replies.length) {
      if (!reader.advance(in)) {
        return false;
      }
      replies[answered] = reader.reply();
      // A volatile write: who sees the count sees the reply.
      answered = answered + 1;
    }
    end();
    return true;
  }

  /** Says that it will be sent; false where it was withdrawn before. */
  boolean begin() {
    return decided.compareAndSet(false, true);
  }

  /** Sees to it that it is not sent any more; false where the server may have got some of it. */
  boolean withdraw() {
    return decided.compareAndSet(false, true);
  }

  /** No more replies will come. Who says so first says why. */
  void fail(LinkException reason) {
    failure.compareAndSet(null, reason);
    end();
  }

  private void end() {
    ended = true;
    wake();
  }

  /** Whether all replies came, or none will any more. */
  boolean hasEnded() {
    return ended;
  }

  /** Says who waits for it; null: nobody any more. */
  void setWaiting(@Nullable Thread thread) {
    waiting = thread;
  }

  /** Wakes who waits for it; false when nobody does. */
  boolean wake() {
    Thread thread = waiting;
    if (thread != null && thread != Thread.currentThread()) {
      LockSupport.unpark(thread);
    }
    return thread != null;
  }

  /**
   * The replies that are there, and what the others get instead.
   *
   * @param missing why there are no others, where nobody said before
   */
  List<Reply> replies(Supplier<LinkException> missing) {
    int whole = answered;
    if (whole == replies.length) {
      return List.of(replies);
    }
    List<Reply> all = new ArrayList<>(replies.length);
    for (int i = 0; i < whole; i++) {
      all.add(replies[i]);
    }
    LinkException known = failure.get();
    LinkException reason = known == null ? missing.get() : known;
    while (all.size() < replies.length) {
      all.add(new Reply.Lost(reason));
    }
    return all;
  }

  /** No keys, values or passwords. */
  @Override
  public String toString() {
    return "Burst[" + replies.length + " commands, " + bytes.capacity() + " bytes]";
  }
}
