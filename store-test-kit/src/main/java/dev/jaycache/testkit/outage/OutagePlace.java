package dev.jaycache.testkit.outage;

import dev.jaycache.JayCacheManager;
import dev.jaycache.JayCachingProvider;
import dev.jaycache.statistics.FailureStatistics;
import dev.jaycache.testkit.proxy.FaultProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server, a proxy before it, and managers on both. For one thread. */
public abstract class OutagePlace {
  /** A key that is there before an outage, and that nobody touches. */
  static final String UNTOUCHED = "untouched";

  private final List<AutoCloseable> open = new ArrayList<>();
  private OutageServer server;
  private FaultProxy proxy;

  /** Starts a server for one test. */
  protected abstract OutageServer start();

  /** Settings for all managers, each {@code path=value} below {@code jaycache}. */
  protected List<String> settings() {
    return List.of();
  }

  @BeforeEach
  final void open() {
    server = start();
    open.add(server);
    proxy = new FaultProxy("127.0.0.1", server.port());
    open.add(proxy);
  }

  @AfterEach
  final void close() throws Exception {
    if (server.isAlive()) {
      server.resume();
    }
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    open.clear();
  }

  final OutageServer server() {
    return server;
  }

  final FaultProxy proxy() {
    return proxy;
  }

  /** The server's URI by way of the proxy, or straight. */
  final String uri(boolean proxied) {
    return server.scheme() + "://127.0.0.1:" + (proxied ? proxy.port() : server.port());
  }

  /** A manager by way of the proxy, or straight. */
  final JayCacheManager manager(boolean proxied, String... more) {
    Properties properties = new Properties();
    List<String> all = new ArrayList<>(settings());
    // A check in the background would be one more call that fails.
    all.add("on-start=lazy");
    all.addAll(List.of(more));
    all.add("servers=" + uri(proxied));
    for (String each : all) {
      int at = each.indexOf('=');
      properties.setProperty("jaycache." + each.substring(0, at), each.substring(at + 1));
    }
    JayCachingProvider provider = new JayCachingProvider();
    open.add(provider::close);
    return (JayCacheManager) provider.getCacheManager(null, null, properties);
  }

  /** A cache of texts. */
  static MutableConfiguration<String, String> texts() {
    return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
  }

  static FailureStatistics failures(Cache<?, ?> cache) {
    return cache.unwrap(FailureStatistics.class);
  }

  /** Nobody can connect, and the server keeps what it has. */
  final void cutOff() {
    proxy.refuse();
    proxy.cut();
  }

  /** Ends a cut, and waits until the cache has seen it. */
  final void reconnect(Cache<String, String> cache) {
    proxy.pass();
    awaitBack(cache);
  }

  /** Waits until an entry that is there is found. */
  static void awaitBack(Cache<String, String> cache) {
    while (cache.get(UNTOUCHED) == null) {
      Thread.onSpinWait();
    }
  }
}
