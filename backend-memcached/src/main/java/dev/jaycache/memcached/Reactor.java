package dev.jaycache.memcached;

import com.google.code.yanf4j.buffer.IoBuffer;
import com.google.code.yanf4j.config.Configuration;
import com.google.code.yanf4j.core.CodecFactory;
import com.google.code.yanf4j.core.EventType;
import com.google.code.yanf4j.core.Session;
import com.google.code.yanf4j.core.WriteMessage;
import com.google.code.yanf4j.core.impl.HandlerAdapter;
import com.google.code.yanf4j.core.impl.StandardSocketOption;
import com.google.code.yanf4j.nio.NioSessionConfig;
import com.google.code.yanf4j.nio.impl.SocketChannelController;
import com.google.code.yanf4j.util.LinkedTransferQueue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import net.rubyeye.xmemcached.CommandFactory;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.command.OperationStatus;
import net.rubyeye.xmemcached.command.TextCommandFactory;
import net.rubyeye.xmemcached.impl.Optimizer;
import net.rubyeye.xmemcached.networking.MemcachedSession;
import net.rubyeye.xmemcached.utils.Protocol;

/**
 * The client library's reactor, with connections that the caller's thread makes. Safe for any
 * number of threads. It begins with the first connection.
 *
 * <p>The library's own connector is not used: it connects with 60 s of patience, tries again in a
 * thread of its own, logs every failure with its stack, and moves the keys of a lost server to the
 * others.
 */
final class Reactor extends SocketChannelController {
  /** Neither protocol of the library's own commands is ever used. */
  private final CommandFactory commands = new TextCommandFactory();

  private final Optimizer optimizer = new Optimizer(Protocol.Text);
  private volatile boolean stopped;

  /**
   * A reactor.
   *
   * @param servers for how many servers
   */
  Reactor(int servers) {
    super(configuration());
    setHandler(new Events());
    setCodecFactory(new Codec());
    Map<com.google.code.yanf4j.core.SocketOption, Object> options =
        new HashMap<>(XMemcachedClientBuilder.getDefaultSocketOptions());
    // The kernel's own sizes: the library's are below a packet of the loopback, which then waits
    // for delayed acknowledgements.
    options.remove(StandardSocketOption.SO_RCVBUF);
    options.remove(StandardSocketOption.SO_SNDBUF);
    setSocketOptions(options);
    soLingerOn = true;
    setSessionTimeout(-1);
    int processors = Runtime.getRuntime().availableProcessors();
    // Of several, the library keeps the first for connections that it makes itself.
    setSelectorPoolSize(servers == 1 ? 1 : 1 + Math.min(servers, processors));
  }

  private static Configuration configuration() {
    Configuration configuration = XMemcachedClientBuilder.getDefaultConfiguration();
    configuration.setReadThreadCount(0);
    configuration.setDispatchMessageThreadCount(0);
    configuration.setStatisticsServer(false);
    return configuration;
  }

  /**
   * Connects.
   *
   * @param place the server's name for messages
   * @param millis how long it may take, at least 1
   */
  ServerSession connect(InetSocketAddress address, String place, int millis) throws IOException {
    start();
    if (stopped) {
      stop();
      throw new IOException("the cache manager is closed");
    }
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(address, millis);
      configureSocketChannel(channel);
      Queue<WriteMessage> queue = new LinkedTransferQueue<>();
      NioSessionConfig config = buildSessionConfig(channel, queue);
      ServerSession session =
          new ServerSession(
              config, configuration.getSessionReadBufferSize(), optimizer, commands, place);
      selectorManager.registerSession(session, EventType.ENABLE_READ);
      session.start();
      return session;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Ends connections and threads, for good. */
  @Override
  public void stop() throws IOException {
    stopped = true;
    super.stop();
  }

  @Override
  protected void doStart() {
    // There is nothing to listen to.
  }

  @Override
  public void closeChannel(Selector selector) {
    // There is nothing to listen to.
  }

  /** What happens to sessions. */
  private static final class Events extends HandlerAdapter {
    @Override
    public void onSessionClosed(Session session) {
      ((ServerSession) session).failAll();
    }

    @Override
    public void onMessageSent(Session session, Object message) {
      ((Burst) message).setStatus(OperationStatus.SENT);
    }

    @Override
    public void onExceptionCaught(Session session, Throwable problem) {
      // The session ends, and those who wait are told.
    }
  }

  /** Bytes to replies; the other direction is {@link Burst#encode}. */
  private static final class Codec implements CodecFactory {
    @Override
    public Encoder getEncoder() {
      return (message, session) -> ((Burst) message).getIoBuffer();
    }

    @Override
    public Decoder getDecoder() {
      return Codec::decode;
    }

    private static Object decode(IoBuffer buffer, Session session) {
      if (!((ServerSession) session).receive(buffer.buf())) {
        ((MemcachedSession) session).setAllowReconnect(false);
        session.close();
      }
      return NOTHING_TO_DISPATCH;
    }

    @SuppressWarnings("NullAway") // The library takes null for: nothing to hand on.
    private static final Object NOTHING_TO_DISPATCH = null;
  }
}
