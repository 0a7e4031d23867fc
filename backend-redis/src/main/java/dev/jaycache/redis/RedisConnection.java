package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.outage.Breaker;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
  private final SocketChannel channel;
  private final TimeLimit limit;
  private final Incoming incoming;
  private long idleSince = System.nanoTime();
  private long ended;
  private boolean interrupted;

  /** Whether the server is to blame for what is late. */
  private boolean blamed = true;

  /** Whether replies were asked for late, since others were waited for. */
  private boolean late;

  private boolean typed;
  private boolean listening;
  private @Nullable RedisInputStream input;
  private @Nullable RuntimeException keysRefused;

  /**
   * A connection over an open channel.
   *
   * @param socket the channel's socket, or TLS over it
   * @param polled what reads from the channel where that is what the socket reads; null: nothing
   */
  RedisConnection(SocketChannel channel, Socket socket, @Nullable PolledChannel polled) {
    this(channel, socket, new TimeLimit(), polled);
  }

  private RedisConnection(
      SocketChannel channel, Socket socket, TimeLimit limit, @Nullable PolledChannel polled) {
    super(() -> new LimitedSocket(socket, limit, polled));
    this.channel = channel;
    this.limit = limit;
    this.incoming = new Incoming(channel);
  }

  /**
   * Starts an operation. A thread that was interrupted before is so again after {@link #end()}: in
   * between, its next read would close the channel.
   */
  void begin(long until) {
    interrupted = Thread.interrupted();
    blamed = true;
    late = false;
    limit.begin(until);
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
    return limit.end() && !isBroken() && channel.isOpen();
  }

  /** Whether what is under way was late, and the connection closed for it. */
  boolean isLate() {
    return limit.isLate();
  }

  /** Whether an operation is under way. */
  boolean isBusy() {
    return limit.isBusy();
  }

  /** Whether commands were run before, so that the server may have closed it meanwhile. */
  boolean isUsed() {
    return ended > 1;
  }

  /** Closes the connection where what is under way is late. */
  void expire(long now) {
    if (limit.expire(now)) {
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
    return incoming.isSilent();
  }

  /**
   * Has commands that are about keys fail from now on, unsent. Such a connection is used once.
   *
   * @param reason what they fail by
   */
  void refuseKeys(RuntimeException reason) {
    keysRefused = reason;
  }

  /** Whether commands that are about keys fail. */
  boolean refusesKeys() {
    return keysRefused != null;
  }

  private @Nullable RuntimeException refusal(List<Command> commands) {
    return keysRefused != null && commands.stream().anyMatch(Command::isAboutKeys)
        ? keysRefused
        : null;
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
   * @param millis 0: it only looks
   * @throws LinkException when the connection is closed
   */
  boolean awaitData(Selector selector, long millis) {
    try {
      RedisInputStream buffered = input;
      if (buffered != null && buffered.available() > 0) {
        return true;
      }
      return incoming.await(selector, millis);
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
    RuntimeException refusal = keysRefused;
    if (refusal != null && command.isAboutKeys()) {
      throw refusal;
    }
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
    RuntimeException refusal = refusal(commands);
    if (refusal != null) {
      return Collections.nCopies(commands.size(), refusal);
    }
    LinkException broken = sendAll(commands);
    return broken == null ? receiveAll(commands) : lost(broken, commands.size());
  }

  /**
   * Sends commands, whose replies are received later. Nothing is late until these are asked for:
   * who waits for another server meanwhile must not lose what is here.
   *
   * @param patience for a server that takes nothing of what is sent, as {@link Patience} has it
   * @param giveBack who gets the connection as soon as nothing is under way on it
   * @return gives the replies, as {@link #exchange(List)}; has to be asked, once
   */
  Supplier<List<@Nullable Object>> launch(
      List<Command> commands, Patience patience, Consumer<RedisConnection> giveBack) {
    RuntimeException refusal = refusal(commands);
    if (refusal != null) {
      giveBack.accept(this);
      return () -> Collections.nCopies(commands.size(), refusal);
    }
    boolean launched = false;
    LinkException broken;
    try {
      blamed = patience.blames();
      patience.sending(limit);
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
    blamed = patience.blames();
    limit.suspend();
    long sent = System.nanoTime();
    return () -> {
      try {
        late = patience.receiving(limit, sent, this::isReadable);
        expire(System.nanoTime());
        return receiveAll(commands);
      } finally {
        giveBack.accept(this);
      }
    };
  }

  /** Whether the server said something that was not read. Where that can't be seen, it may have. */
  private boolean isReadable() {
    try (Selector selector = Selector.open()) {
      return awaitData(selector, 0);
    } catch (IOException | LinkException e) {
      return true;
    }
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

  /** The replies to commands that were sent; an error or a missing reply is an element. */
  List<@Nullable Object> receiveAll(List<Command> commands) {
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
      boolean isItsFault = blamed && !(late && limit.hasMoved());
      Breaker.Trouble trouble = isItsFault ? Breaker.Trouble.TIMEOUT : Breaker.Trouble.OTHER;
      return new LinkException("gave no reply in time", true, e, trouble);
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
