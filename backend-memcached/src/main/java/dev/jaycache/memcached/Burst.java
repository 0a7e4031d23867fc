package dev.jaycache.memcached;

import com.google.code.yanf4j.buffer.IoBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import net.rubyeye.xmemcached.command.CommandType;
import net.rubyeye.xmemcached.command.OperationStatus;
import net.rubyeye.xmemcached.impl.MemcachedTCPSession;
import org.jspecify.annotations.Nullable;

/**
 * Commands for one server that travel as one command of the client library: its queue keeps them
 * together, and one latch waits for all. The reactor's thread fills in replies, one other thread
 * waits for them. Uses neither the library's transcoders nor its key checks.
 */
final class Burst extends net.rubyeye.xmemcached.command.Command {
  private final byte[] bytes;
  private final Wire.Reader reader;
  private final Reply[] replies;
  private volatile int answered;
  private final AtomicReference<@Nullable LinkException> failure = new AtomicReference<>();

  Burst(byte[] bytes, Wire.Reader reader, int commands) {
    super(CommandType.NOOP, new CountDownLatch(1));
    this.bytes = bytes;
    this.reader = reader;
    this.replies = new Reply[commands];
  }

  @Override
  public void encode() {
    setIoBuffer(IoBuffer.wrap(bytes));
  }

  /** Takes what the server sent; true when nothing is missing. */
  @Override
  public boolean decode(MemcachedTCPSession session, ByteBuffer buffer) {
    while (answered < replies.length) {
      if (!reader.advance(buffer)) {
        return false;
      }
      replies[answered] = reader.reply();
      // A volatile write: who sees the count sees the reply.
      answered = answered + 1;
    }
    countDownLatch();
    return true;
  }

  /** Whether the server can have got any of it. */
  boolean maybeSent() {
    return getStatus() != OperationStatus.SENDING;
  }

  /** No more replies will come. Who says so first says why. */
  void fail(LinkException reason) {
    failure.compareAndSet(null, reason);
    countDownLatch();
  }

  /** Whether all replies came, or none will any more, before a moment of the nanosecond clock. */
  boolean await(long deadline) throws InterruptedException {
    return getLatch().await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /**
   * The replies that are there, and what the others get instead.
   *
   * @param missing why there are no others, where nobody said before
   */
  List<Reply> replies(LinkException missing) {
    int whole = answered;
    List<Reply> all = new ArrayList<>(replies.length);
    for (int i = 0; i < whole; i++) {
      all.add(replies[i]);
    }
    LinkException known = failure.get();
    LinkException reason = known == null ? missing : known;
    while (all.size() < replies.length) {
      all.add(new Reply.Lost(reason));
    }
    return all;
  }

  /** The library prints this in its debug log: no keys, values or passwords. */
  @Override
  public String toString() {
    return "Burst[" + replies.length + " commands, " + bytes.length + " bytes]";
  }
}
