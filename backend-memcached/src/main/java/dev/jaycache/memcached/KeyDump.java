package dev.jaycache.memcached;

import dev.jaycache.store.StoreException;
import dev.jaycache.store.outage.Breaker;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Lists the keys of a server by {@code lru_crawler metadump}, on a connection of its own for each
 * list: the answer may be long, and other commands would wait behind it. Stateless, safe for any
 * number of threads. The server has one such walk at a time; while it is busy with another, we ask
 * again.
 *
 * <p>The walk over the server's hash table is asked for. The one over its queues leaves out what is
 * being moved from one to another, and what was read a moment ago; it is for servers that know no
 * other.
 *
 * @see <a href="https://github.com/memcached/memcached/blob/master/doc/protocol.txt">memcached's
 *     protocol.txt, "LRU_Crawler"</a>
 */
final class KeyDump {
  private static final List<String> WALKS = List.of("hash", "all");
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int LINE_AT_MOST = 4096;
  private static final String KEY = "key=";

  private final List<ServerAddress> servers;
  private final LinkSettings settings;

  KeyDump(List<ServerAddress> servers, LinkSettings settings) {
    this.servers = servers;
    this.settings = settings;
  }

  /**
   * The keys of a server that somebody wants, each once.
   *
   * @param breaker the server's, which lets this in and is told how it went
   * @throws StoreException when the server refused, failed, did not answer, or is left alone
   */
  Set<String> keys(int server, Breaker breaker, Predicate<String> wanted) {
    ServerAddress address = servers.get(server);
    try (Breaker.Pass pass = breaker.enter()) {
      if (pass == null) {
        throw new StoreException(where(address) + ": the server " + breaker.refusal());
      }
      return keys(address, pass, wanted);
    }
  }

  private Set<String> keys(ServerAddress address, Breaker.Pass pass, Predicate<String> wanted) {
    long deadline = System.nanoTime() + settings.commandNanos();
    int walk = 0;
    while (true) {
      Set<String> keys = new LinkedHashSet<>();
      String refusal = dump(address, pass, WALKS.get(walk), wanted, keys);
      pass.answered();
      if (refusal.isEmpty()) {
        return keys;
      }
      if (refusal.startsWith("BUSY")) {
        if (deadline - System.nanoTime() <= 0) {
          throw new StoreException(
              where(address) + " was busy with another walk over its keys; raise command-timeout");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      } else if (++walk == WALKS.size()) {
        throw refused(address, refusal);
      }
    }
  }

  /** What the server said instead of the list; empty where it gave the list. */
  private String dump(
      ServerAddress address,
      Breaker.Pass pass,
      String walk,
      Predicate<String> wanted,
      Set<String> keys) {
    int patience = millis(settings.commandNanos());
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.host(), address.port()), millis(settings.connectNanos()));
      socket.setSoTimeout(patience);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      login(address, socket, in);
      String request = "lru_crawler metadump " + walk + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      while (true) {
        String line = line(address, in);
        if (line.equals("END")) {
          return "";
        }
        if (!line.startsWith(KEY)) {
          return line;
        }
        String key = decode(line.substring(KEY.length(), end(line)));
        if (wanted.test(key)) {
          keys.add(key);
        }
      }
    } catch (SocketTimeoutException e) {
      pass.failed(Breaker.Trouble.TIMEOUT, "did not answer in time");
      throw new StoreException(
          where(address)
              + " sent nothing for "
              + patience
              + " ms in the middle of the list of its keys; see command-timeout",
          e);
    } catch (IOException e) {
      pass.failed(
          isRefusal(e) ? Breaker.Trouble.REFUSED : Breaker.Trouble.OTHER,
          "cannot be reached (" + e.getMessage() + ')');
      throw new StoreException(
          where(address) + " cannot be reached for the list of its keys (" + e.getMessage() + ')',
          e);
    }
  }

  /** Else it may be this side that has no route, or no more sockets. */
  private static boolean isRefusal(IOException problem) {
    return problem instanceof ConnectException || problem instanceof UnknownHostException;
  }

  private void login(ServerAddress address, Socket socket, InputStream in) throws IOException {
    String user = settings.user();
    if (user != null && settings.wire() instanceof TextWire text) {
      socket.getOutputStream().write(text.login(user, settings.password()));
      String answer = line(address, in);
      if (!answer.equals("STORED")) {
        throw refused(address, answer);
      }
    }
  }

  private static int end(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? line.length() : space;
  }

  private StoreException refused(ServerAddress address, String line) {
    String said = line.length() > 80 ? line.substring(0, 80) : line;
    return new StoreException(
        where(address)
            + " does not list its keys, which iteration over a cache needs: it has to know"
            + " lru_crawler metadump, and to be started without -o no_lru_crawler, and without -X or"
            + " --disable-dumping; clear() and all operations by key work without it (it said: "
            + said.replaceAll("[^ -~]", "?")
            + ')');
  }

  private StoreException ended(ServerAddress address) {
    return new StoreException(
        where(address)
            + " closed the connection instead of listing its keys, which iteration over a cache"
            + " needs: the list is there in the text protocol only, so not with -B binary or SASL"
            + " (-S); clear() and all operations by key work without it");
  }

  private static String where(ServerAddress address) {
    return "memcached at " + address.shown();
  }

  private String line(ServerAddress address, InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    while (true) {
      int b = in.read();
      if (b < 0 || line.size() > LINE_AT_MOST) {
        throw ended(address);
      }
      if (b == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
      }
      line.write(b);
    }
  }

  /** Keys are percent-encoded in such a list. */
  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder key = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
      if (text.charAt(i) == '%' && low >= 0) {
        key.append((char) (high << 4 | low));
        i += 2;
      } else {
        key.append(text.charAt(i));
      }
    }
    return key.toString();
  }

  private static int millis(long nanos) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos)));
  }
}
