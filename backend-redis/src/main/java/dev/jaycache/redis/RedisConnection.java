package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.outage.Breaker;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * One connection, with a deadline for what is under way on it. For one thread at a time, but for
 * {@link #expire} and {@link #abort}.
 *
 * <p>Reads and writes have no timeout of their own: whoever watches the deadlines closes the
 * channel. That bounds an operation as a whole, also one that writes to a server that reads
 * nothing, and spares two system calls per reply. A channel (and no plain socket) makes it possible
 * to see without waiting that the server closed an idle connection.
 */
final class RedisConnection extends Connection {
  private static final long IDLE = Long.MIN_VALUE;
  private static final long EXPIRED = Long.MIN_VALUE + 1;

  private final SocketChannel channel;
  private final AtomicLong deadline = new AtomicLong(IDLE);
  private final ByteBuffer probe = ByteBuffer.allocate(1);
  private long idleSince = System.nanoTime();
  private long ended;
  private boolean interrupted;
  private boolean typed;
  private boolean listening;
  private @Nullable RedisInputStream input;

  /**
   * A connection over an open channel.
   *
   * @param socket the channel's socket, or TLS over it
   */
  RedisConnection(SocketChannel channel, Socket socket) {
    super(() -> socket);
    this.channel = channel;
  }

  /**
   * Starts an operation. A thread that was interrupted before is so again after {@link #end()}: in
   * between, its next read would close the channel.
   */
  void begin(long until) {
    interrupted = Thread.interrupted();
    // Two values of the clock's 2^64 have a meaning of their own.
    deadline.set(until <= EXPIRED ? EXPIRED + 1 : until);
  }

  /**
   * Ends an operation.
   *
   * @return whether the connection is good for another one
   */
  boolean end() {
    idleSince = System.nanoTime();
    ended++;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return deadline.getAndSet(IDLE) != EXPIRED && !isBroken() && channel.isOpen();
  }

  /** Whether what is under way was late, and the connection closed for it. */
  boolean isLate() {
    return deadline.get() == EXPIRED;
  }

  /** Whether an operation is under way. */
  boolean isBusy() {
    return deadline.get() != IDLE;
  }

  /** Whether commands were run before, so that the server may have closed it meanwhile. */
  boolean isUsed() {
    return ended > 1;
  }

  /** Closes the connection where what is under way is late. */
  void expire(long now) {
    long until = deadline.get();
    if (until > EXPIRED && until - now < 0 && deadline.compareAndSet(until, EXPIRED)) {
      reset();
    }
  }

  /** When the last operation ended, by {@link System#nanoTime()}. */
  long idleSince() {
    return idleSince;
  }

  /**
   * Whether the idle connection is still open and silent. It asks this side only: no round trip.
   * Data that nobody asked for is the server's farewell, or the end of a TLS session.
   */
  boolean isAlive() {
    try {
      channel.configureBlocking(false);
      int count = channel.read(probe.clear());
      channel.configureBlocking(true);
      return count == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends a command, which may stay in the buffer until {@link #push()}. */
  void send(Command command) {
    try {
      sendCommand(command);
    } catch (JedisConnectionException e) {
      throw failure(e, false);
    }
  }

  /** Sends what is in the buffer. */
  void push() {
    try {
      flush();
    } catch (JedisConnectionException e) {
      throw failure(e, false);
    }
  }

  /**
   * The next reply.
   *
   * @throws redis.clients.jedis.exceptions.JedisDataException when it is an error
   * @throws LinkException when there is none
   */
  @Nullable Object receive() {
    return receive(false);
  }

  private @Nullable Object receive(boolean asReply) {
    typed = asReply;
    try {
      return readProtocolWithCheckingBroken();
    } catch (JedisConnectionException e) {
      throw failure(e, true);
    } catch (JedisDataException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // No memory for a reply, for instance: what is left of it must be nobody's answer.
      setBroken();
      throw e;
    }
  }

  @Override
  protected @Nullable Object protocolRead(RedisInputStream in, PushConsumerChain pushes) {
    input = in;
    if (listening) {
      return ReplyReader.next(in);
    }
    return typed ? ReplyReader.answer(in) : super.protocolRead(in, pushes);
  }

  /**
   * What the server says next, asked for or not, an error as well.
   *
   * @throws LinkException when there is nothing
   */
  Reply receiveNext() {
    listening = true;
    try {
      return RawCommands.reply(receive(true));
    } finally {
      listening = false;
    }
  }

  /**
   * Waits until the server says something, for a time, or until somebody wakes the selector.
   *
   * @param selector of nobody else
   * @throws LinkException when the connection is closed
   */
  boolean awaitData(Selector selector, long millis) {
    try {
      RedisInputStream buffered = input;
      if (buffered != null && buffered.available() > 0) {
        return true;
      }
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      selector.select(millis);
      boolean ready = key.isReadable();
      key.cancel();
      selector.selectNow();
      selector.selectedKeys().clear();
      channel.configureBlocking(true);
      return ready;
    } catch (IOException | CancelledKeyException e) {
      throw new LinkException("closed the connection", false, e);
    }
  }

  /**
   * Runs one command.
   *
   * @throws redis.clients.jedis.exceptions.JedisDataException when the server answers an error
   * @throws LinkException when there is no reply
   */
  @Nullable Object exchange(Command command) {
    send(command);
    push();
    return receive(command.isTyped());
  }

  /**
   * Runs commands in one round trip.
   *
   * @return a reply each; an error or a missing reply is an element
   */
  List<@Nullable Object> exchange(List<Command> commands) {
    LinkException broken = sendAll(commands);
    return broken == null ? receiveAll(commands) : lost(broken, commands.size());
  }

  /**
   * Sends commands, whose replies are received later.
   *
   * @param giveBack who gets the connection as soon as nothing is under way on it
   * @return gives the replies, as {@link #exchange(List)}; has to be asked, once
   */
  Supplier<List<@Nullable Object>> launch(
      List<Command> commands, Consumer<RedisConnection> giveBack) {
    boolean launched = false;
    LinkException broken;
    try {
      broken = sendAll(commands);
      launched = broken == null;
    } finally {
      if (!launched) {
        giveBack.accept(this);
      }
    }
    if (broken != null) {
      List<@Nullable Object> lost = lost(broken, commands.size());
      return () -> lost;
    }
    return () -> {
      try {
        return receiveAll(commands);
      } finally {
        giveBack.accept(this);
      }
    };
  }

  private @Nullable LinkException sendAll(List<Command> commands) {
    try {
      for (Command command : commands) {
        send(command);
      }
      push();
      return null;
    } catch (LinkException e) {
      return e;
    }
  }

  private List<@Nullable Object> receiveAll(List<Command> commands) {
    int count = commands.size();
    List<@Nullable Object> replies = new ArrayList<>(count);
    try {
      while (replies.size() < count) {
        replies.add(receiveOrError(commands.get(replies.size()).isTyped()));
      }
    } catch (LinkException e) {
      replies.addAll(lost(e, count - replies.size()));
    }
    return replies;
  }

  /** Whole commands of a broken pipeline may have arrived, whatever the last write said. */
  private static List<@Nullable Object> lost(LinkException e, int count) {
    LinkException lost =
        new LinkException(String.valueOf(e.getMessage()), true, e.getCause(), e.trouble());
    return Collections.nCopies(count, lost);
  }

  private @Nullable Object receiveOrError(boolean asReply) {
    try {
      return receive(asReply);
    } catch (JedisDataException e) {
      return e;
    }
  }

  private LinkException failure(JedisConnectionException e, boolean sent) {
    setBroken();
    if (isLate()) {
      return new LinkException("gave no reply in time", true, e, Breaker.Trouble.TIMEOUT);
    }
    // A write that fails left a part of the command here. Where somebody closed the channel during
    // the write, the failure may have come after the last byte.
    boolean closedHere = e.getCause() instanceof ClosedChannelException;
    return new LinkException("closed the connection", sent || closedHere, e);
  }

  /**
   * Ends the connection so that the kernel sends nothing of it any more: what was given up must not
   * reach the server when it, or the network, is back.
   */
  private void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      // Not every kind of socket knows that; it is closed in any case.
    }
    abort();
  }

  /** Closes the connection at once, whatever is under way. */
  void abort() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
