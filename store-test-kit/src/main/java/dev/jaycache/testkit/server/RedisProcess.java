package dev.jaycache.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis or Valkey server of a test's own: a free loopback port, its data in a temporary
 * folder. {@link #close()} ends exactly this process, and so does the end of the JVM, however it
 * comes. For one thread, but for {@link #cli}. Nothing is written to disk unless {@code
 * cli("SAVE")} asks for it; {@link #restart()} reads it back.
 */
public final class RedisProcess implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long START_SECONDS = 30;
  private static final int PORTS_TRIED = 5;

  private final Flavor flavor;
  private final RedisOptions options;
  private final Path folder;
  private final @Nullable TlsFiles tls;
  private final @Nullable SSLContext tlsContext;
  private final Thread atExit = new Thread(this::stopAndDelete, "stop-test-server");
  private ServerProcess process;
  private int port;

  private RedisProcess(Flavor flavor, RedisOptions options) throws IOException {
    this.flavor = flavor;
    this.options = options;
    ServerBinaries.Command command = ServerBinaries.find(flavor);
    this.folder = Files.createTempDirectory("jaycache-test-");
    this.tls = options.tls(folder);
    this.tlsContext = tls == null ? null : tls.context();
    this.port = FreePorts.next();
    this.process = launch(command);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts a plain server and waits until it answers. */
  public static RedisProcess start(Flavor flavor) {
    return start(flavor, RedisOptions.PLAIN);
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @throws MissingServerException where this machine has no such server
   * @throws IllegalStateException where it does not start; the message holds its log
   */
  public static RedisProcess start(Flavor flavor, RedisOptions options) {
    try {
      RedisProcess server = new RedisProcess(flavor, options);
      try {
        server.awaitStart();
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numeric loopback address. */
  public String host() {
    return HOST;
  }

  /** The TCP port; the same after {@link #restart()}. */
  public int port() {
    return port;
  }

  /** The id of the running process. */
  public long pid() {
    return process.pid();
  }

  /** The kind of server this is. */
  public Flavor flavor() {
    return flavor;
  }

  /** {@code redis://} or {@code rediss://}, with user and password where there are any. */
  public URI uri() {
    return uri(port);
  }

  /** The same by another port of this machine: a proxy's. */
  public URI uri(int proxyPort) {
    String login =
        options.password().isEmpty()
            ? ""
            : encode(options.user()) + ':' + encode(options.password()) + '@';
    return URI.create((tls == null ? "redis://" : "rediss://") + login + HOST + ':' + proxyPort);
  }

  /** The certificate of a server with TLS. */
  public TlsFiles tls() {
    if (tls == null) {
      throw new IllegalStateException("this server was started without TLS");
    }
    return tls;
  }

  /** A connection, logged in. The caller closes it. */
  public RespClient connect() {
    RespClient client = RespClient.connect(HOST, port, tlsContext);
    try {
      if (!options.password().isEmpty()) {
        String user = options.user().isEmpty() ? "default" : options.user();
        client.text("AUTH", user, options.password());
      }
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /**
   * Sends one command on a connection of its own.
   *
   * @return the reply as text; see {@link RespClient#text}
   */
  public String cli(String... words) {
    try (RespClient client = connect()) {
      return client.text(words);
    }
  }

  /** Freezes the process (SIGSTOP): connections stay open and nobody answers. */
  public void pause() {
    process.freeze();
  }

  /** Lets a frozen process go on (SIGCONT). */
  public void resume() {
    process.thaw();
  }

  /** Ends the process with SIGTERM, after 5 s with SIGKILL. {@link #restart()} brings it back. */
  public void stop() {
    process.stop();
  }

  /** Ends the process with SIGKILL. {@link #restart()} brings it back. */
  public void kill() {
    process.kill();
  }

  /** Whether the process runs, frozen or not. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Stops the process where it runs, starts it again on the same port and waits for it. */
  public void restart() {
    process.stop();
    try {
      process = launch(ServerBinaries.find(flavor));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitAnswer();
  }

  private void awaitStart() throws IOException {
    for (int tried = 1; !awaitAnswer(tried < PORTS_TRIED); tried++) {
      process.stop();
      port = FreePorts.next();
      process = launch(ServerBinaries.find(flavor));
    }
  }

  /** Whether a server's log says that it did not start since somebody has one of its ports. */
  static boolean isOfTakenPort(String log) {
    return log.contains("Address already in use");
  }

  private void awaitAnswer() {
    awaitAnswer(false);
  }

  /** False where somebody else took the port in between, and another try is left. */
  private boolean awaitAnswer(boolean mayRetry) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    String problem = "nothing";
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        String log = log();
        if (mayRetry && isOfTakenPort(log)) {
          return false;
        }
        throw new IllegalStateException(flavor + " server ended at once. Its log:\n" + log);
      }
      try {
        // A foreign server on the port would answer too; ours has this process id.
        if (cli("INFO", "server").contains("process_id:" + pid() + "\r\n")) {
          return true;
        }
      } catch (UncheckedIOException | RespClient.ErrorReply e) {
        problem = String.valueOf(e.getMessage());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    throw new IllegalStateException(
        flavor + " server did not answer: " + problem + ". Its log:\n" + log());
  }

  private ServerProcess launch(ServerBinaries.Command command) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("bind " + HOST);
    lines.add("dir " + folder);
    if (!options.isSentinel()) {
      lines.add("save \"\"");
      lines.add("appendonly no");
    }
    lines.add("daemonize no");
    if (tls == null) {
      lines.add("port " + port);
    } else {
      lines.add("port 0");
      lines.add("tls-port " + port);
      lines.add("tls-cert-file " + tls.certificate());
      lines.add("tls-key-file " + tls.key());
      lines.add("tls-ca-cert-file " + tls.certificate());
      lines.add("tls-auth-clients optional");
    }
    lines.addAll(options.lines());
    Path configuration = folder.resolve("server.conf");
    Files.write(configuration, lines);
    List<String> words = new ArrayList<>();
    words.add(command.program().toString());
    words.add(configuration.toString());
    words.addAll(command.arguments());
    if (options.isSentinel()) {
      words.add("--sentinel");
    }
    Path log = folder.resolve("server.log");
    Files.deleteIfExists(log);
    return ServerProcess.start(words, folder, log);
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("server.log"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "(none: " + e + ")";
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Ends the process and deletes its data. Idempotent. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs anyway, and what follows may be done twice.
    }
    stopAndDelete();
  }

  private void stopAndDelete() {
    process.stop();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A temporary folder that stays behind is no reason to fail a test.
    }
  }

  @Override
  public String toString() {
    return flavor + " server " + HOST + ':' + port + ' ' + options;
  }
}
