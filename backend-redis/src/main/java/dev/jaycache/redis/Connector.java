package dev.jaycache.redis;

import dev.jaycache.config.Secret;
import dev.jaycache.store.Callers;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.outage.Breaker;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Opens connections to one server, up to the point where commands can be sent: TCP or unix socket,
 * TLS, login, database, name, role. Login and database take one round trip. Safe for any number of
 * threads. It keeps no connection.
 */
final class Connector {
  private static final int KEEPALIVE_PROBES = 3;

  private final RedisAddress address;
  private final RedisSettings settings;
  private final @Nullable TlsSockets tls;
  private final DeadlineWatch watch;
  private final RedisErrors errors;
  private final ReturnedServer returned;
  private final ReturnedNode node;
  private volatile Capabilities capabilities = Capabilities.UNKNOWN;

  /** A connector of a manager that knows no nodes of a cluster. */
  Connector(
      RedisAddress address, RedisSettings settings, @Nullable TlsSockets tls, DeadlineWatch watch) {
    this(address, settings, tls, watch, new KnownNodes());
  }

  /**
   * A connector; it connects to nothing yet.
   *
   * @param tls what makes TLS of a connected socket; null: none
   * @param watch what closes connections whose deadline passed
   * @param known which processes the manager knows behind the nodes of a cluster
   */
  Connector(
      RedisAddress address,
      RedisSettings settings,
      @Nullable TlsSockets tls,
      DeadlineWatch watch,
      KnownNodes known) {
    this.address = address;
    this.settings = settings;
    this.tls = address.tls() ? tls : null;
    this.watch = watch;
    this.errors = new RedisErrors(address.place());
    RedisSettings.Returning returning = settings.returning();
    this.returned = new ReturnedServer(returning.scope(), returning.namespace(), address.place());
    this.node = new ReturnedNode(returning.scope(), returning.namespace(), address.place(), known);
  }

  /** Where the server is, for messages. */
  String place() {
    return address.place();
  }

  /** What the server can do; unknown as long as no connection was made. */
  Capabilities capabilities() {
    return capabilities;
  }

  /**
   * A connection, ready for commands, and watched.
   *
   * @param callers of whom a lone one may look for its replies; null: nobody does
   * @param deadline by {@link System#nanoTime()}; the connect timeout may end it sooner
   * @throws LinkException when nobody answers; nothing was sent
   * @throws StoreException when the server lets us not in
   */
  RedisConnection open(long deadline, @Nullable Callers callers) {
    long now = System.nanoTime();
    long connectNanos = settings.timeouts().connectNanos();
    long until = deadline - now < connectNanos ? deadline : now + connectNanos;
    // An interrupted thread would close the channel that it opens.
    boolean interrupted = Thread.interrupted();
    try {
      return prepare(connect(until), until, callers);
    } catch (IOException e) {
      Breaker.Trouble trouble =
          e instanceof SocketTimeoutException ? Breaker.Trouble.TIMEOUT : Breaker.Trouble.REFUSED;
      throw new LinkException(unreachable(e), false, e, trouble);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private RedisConnection prepare(SocketChannel channel, long until, @Nullable Callers callers)
      throws IOException {
    RedisConnection connection = null;
    boolean ready = false;
    try {
      Socket socket = socket(channel);
      // Of TLS nothing can be read past it.
      connection =
          new RedisConnection(
              channel, socket, socket instanceof SSLSocket ? null : polled(channel, callers));
      connection.begin(until);
      watch.add(connection);
      watch.touch();
      if (socket instanceof SSLSocket secured) {
        handshake(secured, connection);
      }
      login(connection, until);
      ready = connection.end();
      if (!ready) {
        throw new LinkException("gave no reply in time", false, null, Breaker.Trouble.TIMEOUT);
      }
      return connection;
    } catch (LinkException e) {
      Breaker.Trouble trouble =
          e.trouble() == Breaker.Trouble.TIMEOUT
              ? Breaker.Trouble.TIMEOUT
              : Breaker.Trouble.REFUSED;
      String message = e.getMessage() + " while connecting";
      throw e instanceof NoMasterException replica
          ? new NoMasterException(message, replica, trouble)
          : new LinkException(message, false, e, trouble);
    } finally {
      if (!ready) {
        channel.close();
      }
      if (!ready && connection != null) {
        watch.remove(connection);
      }
    }
  }

  private @Nullable PolledChannel polled(SocketChannel channel, @Nullable Callers callers) {
    Duration time = settings.timeouts().busyPoll();
    return callers == null ? null : new PolledChannel(channel, time, callers);
  }

  private Socket socket(SocketChannel channel) throws IOException {
    if (address.socket() != null) {
      return ChannelSocket.over(channel);
    }
    return tls == null ? channel.socket() : tls.over(channel.socket(), address.endpoint());
  }

  private static void handshake(SSLSocket socket, RedisConnection connection) {
    try {
      socket.startHandshake();
    } catch (IOException e) {
      String reason =
          connection.isLate()
              ? "gave no reply in time; does it speak TLS?"
              : "TLS failed ("
                  + e.getMessage()
                  + "); look at redis.tls.ca, redis.tls.verify-host and the server's certificate,";
      Breaker.Trouble trouble =
          connection.isLate() ? Breaker.Trouble.TIMEOUT : Breaker.Trouble.REFUSED;
      throw new LinkException(reason, false, e, trouble);
    }
  }

  private SocketChannel connect(long until) throws IOException {
    String path = address.socket();
    if (path != null) {
      return ChannelSocket.connect(path);
    }
    IOException first = null;
    for (InetAddress candidate : InetAddress.getAllByName(address.host())) {
      SocketChannel channel = SocketChannel.open();
      try {
        configure(channel);
        long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        int timeout = (int) Math.max(1, Math.min(Integer.MAX_VALUE, millis));
        channel.socket().connect(new InetSocketAddress(candidate, address.port()), timeout);
        return channel;
      } catch (IOException e) {
        channel.close();
        first = first == null ? e : first;
      }
    }
    throw first == null ? new UnknownHostException(address.host()) : first;
  }

  private void configure(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Duration keepalive = settings.timeouts().keepalive();
    if (keepalive.isZero()) {
      return;
    }
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      int seconds = (int) Math.max(1, Math.min(Short.MAX_VALUE, keepalive.toSeconds()));
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, seconds);
      channel.setOption(
          ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.max(1, seconds / KEEPALIVE_PROBES));
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
    }
  }

  private void login(RedisConnection connection, long until) {
    Command hello = hello();
    connection.send(hello);
    Command select = new Command(Protocol.Command.SELECT);
    select.add(address.database());
    if (address.database() > 0) {
      connection.send(select);
    }
    connection.send(Capabilities.question());
    List<Command> questions = questions();
    questions.forEach(connection::send);
    connection.push();
    Command awaited = hello;
    Capabilities greeted;
    try {
      Object greeting = connection.receive();
      if (address.database() > 0) {
        awaited = select;
        connection.receive();
      }
      greeted = Capabilities.of(greeting, answer(connection));
      capabilities = greeted;
      boolean flushed = !questions.isEmpty() && !greeted.cluster();
      if (greeted.replica() && (address.master() || flushed)) {
        throw new NoMasterException(/* sent= */ false);
      }
    } catch (JedisDataException e) {
      throw errors.refused(awaited, e);
    }
    if (!questions.isEmpty()) {
      holdAgainstKnown(connection, greeted, questions, until);
    }
  }

  /** What {@code flush-on-reconnect} asks in the same trip. */
  private List<Command> questions() {
    List<Command> questions = new ArrayList<>(returned.questions());
    Capabilities before = capabilities;
    if (!questions.isEmpty() && (before.equals(Capabilities.UNKNOWN) || before.cluster())) {
      questions.add(ReturnedNode.question());
    }
    return questions;
  }

  private void holdAgainstKnown(
      RedisConnection connection, Capabilities greeted, List<Command> questions, long until) {
    List<@Nullable Object> answers = connection.receiveAll(questions);
    if (greeted.cluster()) {
      node.check(connection, greeted.replica(), questions, answers, until);
      return;
    }
    ServerTalk talk = new ServerTalk(place());
    int count = returned.questions().size();
    for (int i = 0; i < count; i++) {
      talk.checked(questions.get(i), answers.get(i));
    }
    returned.check(connection, answers.subList(0, count), until);
  }

  /** The reply to a question that a user need not be allowed to ask. */
  private static @Nullable Object answer(RedisConnection connection) {
    try {
      return connection.receive();
    } catch (JedisDataException e) {
      return null;
    }
  }

  private Command hello() {
    Command hello = new Command(Protocol.Command.HELLO);
    hello.add(settings.resp3() ? 3 : 2);
    Secret password = address.password();
    if (password != null) {
      String user = address.user();
      hello.add(Protocol.Command.AUTH);
      hello.add(user == null ? "default" : user);
      hello.add(password.reveal().getBytes(StandardCharsets.UTF_8));
    }
    hello.add(Protocol.Keyword.SETNAME);
    hello.add(settings.clientName());
    return hello;
  }

  private String unreachable(IOException e) {
    if (address.socket() != null) {
      return "could not be reached (" + e.getMessage() + "); look at the path and its permissions";
    }
    if (e instanceof UnknownHostException) {
      return "the host name is unknown; correct the server's URI";
    }
    if (e instanceof SocketTimeoutException) {
      return "did not accept a connection in time; look whether the server is overloaded or a"
          + " firewall drops packets, or raise connect-timeout";
    }
    return e instanceof ConnectException
        ? "refused the connection; start the server, or correct host and port"
        : "could not be reached (" + e.getMessage() + ")";
  }
}
