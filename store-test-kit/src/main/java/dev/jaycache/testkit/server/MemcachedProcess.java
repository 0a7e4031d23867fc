package dev.jaycache.testkit.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real memcached of a test's own on a free loopback port. {@link #close()} ends exactly this
 * process, and so does the end of the JVM, however it comes. For one thread, but for {@link
 * #stats}.
 */
public final class MemcachedProcess implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long START_SECONDS = 30;
  private static final int PORTS_TRIED = 5;
  private static final int TALK_MILLIS = 10_000;

  private final List<String> options;
  private final @Nullable SaslUser user;
  private final Path folder;
  private final Thread atExit = new Thread(this::killAndDelete, "stop-test-server");
  private ServerProcess process;
  private int port;

  private MemcachedProcess(List<String> options, @Nullable SaslUser user) throws IOException {
    this.options = List.copyOf(options);
    this.user = user;
    this.folder = Files.createTempDirectory("jaycache-test-");
    if (user != null) {
      user.writeTo(folder);
    }
    this.port = FreePorts.next();
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param options as memcached takes them, such as {@code -I}, {@code 2m}
   * @throws MissingServerException where this machine has none
   * @throws IllegalStateException where it does not start; the message holds its log
   */
  public static MemcachedProcess start(String... options) {
    return start(null, options);
  }

  /**
   * Starts a server that lets in one user, by SASL PLAIN ({@code -S}: in the binary protocol).
   *
   * @throws MissingServerException where this machine has no memcached, or no {@code saslpasswd2}
   * @throws IllegalStateException where it does not start; the message holds its log
   */
  public static MemcachedProcess startWithUser(String name, String password) {
    return start(new SaslUser(name, password), "-S");
  }

  private static MemcachedProcess start(@Nullable SaslUser user, String... options) {
    try {
      MemcachedProcess server = new MemcachedProcess(List.of(options), user);
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

  /** {@code memcached://host:port}. */
  public String uri() {
    return "memcached://" + HOST + ':' + port;
  }

  /** A socket to the server, for those who speak its protocol themselves. The caller closes it. */
  public Socket connect() {
    try {
      Socket socket = new Socket();
      socket.connect(new InetSocketAddress(HOST, port), TALK_MILLIS);
      socket.setSoTimeout(TALK_MILLIS);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the server counts, by {@code stats}. Not with {@code -S}, {@code -Y} or {@code -B}. */
  public Map<String, String> stats() {
    Map<String, String> stats = new LinkedHashMap<>();
    for (String line : ask("stats")) {
      String[] words = line.split(" ", 3);
      stats.put(words[1], words.length == 3 ? words[2] : "");
    }
    return stats;
  }

  /** One command of the text protocol, and the lines of its answer up to END, OK or an error. */
  public List<String> ask(String command) {
    try (Socket socket = connect()) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      List<String> lines = new ArrayList<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("END") || line.equals("OK")) {
          return lines;
        }
        lines.add(line);
        if (line.contains("ERROR")) {
          return lines;
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  /** Stops the process where it runs, and starts it again, empty, on the same port. */
  public void restart() {
    process.stop();
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitListening(false);
  }

  private void awaitStart() throws IOException {
    for (int tried = 1; !awaitListening(tried < PORTS_TRIED); tried++) {
      process.stop();
      port = FreePorts.next();
      process = launch();
    }
  }

  /** False where somebody else took the port in between, and another try is left. */
  private boolean awaitListening(boolean mayRetry) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline) {
      boolean listening = isListening();
      // A foreign server on the port would listen too; then ours could not, and has ended.
      if (!process.isAlive()) {
        String log = log();
        if (mayRetry && log.contains("Address already in use")) {
          return false;
        }
        throw new IllegalStateException("memcached ended at once. Its log:\n" + log);
      }
      if (listening) {
        return true;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    throw new IllegalStateException("memcached did not listen. Its log:\n" + log());
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), TALK_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private ServerProcess launch() throws IOException {
    List<String> words = new ArrayList<>();
    if (user != null) {
      words.addAll(List.of("env", "SASL_CONF_PATH=" + folder));
    }
    words.add(ServerBinaries.memcached().toString());
    words.addAll(List.of("-l", HOST, "-p", Integer.toString(port), "-U", "0"));
    if (System.getProperty("user.name").equals("root")) {
      words.addAll(List.of("-u", "root"));
    }
    words.addAll(options);
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

  /** Ends the process with SIGKILL and deletes its folder. Idempotent. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs anyway, and what follows may be done twice.
    }
    killAndDelete();
  }

  private void killAndDelete() {
    // It has nothing to save, and asked politely it would take a second: it looks once in each.
    process.kill();
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
    return "memcached " + HOST + ':' + port + ' ' + options;
  }
}
