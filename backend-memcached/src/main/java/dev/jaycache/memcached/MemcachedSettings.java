package dev.jaycache.memcached;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.config.ServerUri;
import dev.jaycache.store.outage.Breaker;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The settings of one backend: its servers, and how to talk to them. Immutable; shows no password.
 *
 * @param servers where they are, in their order
 * @param standby of each server, in the same order; none, as many, or one for all
 * @param locator how keys are spread
 * @param digest for keys that are too long, as {@link java.security.MessageDigest} names it
 * @param link how to talk to the servers
 */
record MemcachedSettings(
    List<ServerAddress> servers,
    List<ServerAddress> standby,
    String locator,
    String digest,
    LinkSettings link) {
  /** The scheme of the servers' URIs. */
  static final String SCHEME = "memcached";

  private static final String STANDBY = "standby";
  private static final String REFERENCE = "/jaycache-memcached-reference.conf";

  /** What a URI's query may say instead of the section {@code memcached}. */
  private static final Map<String, String> IN_QUERY =
      Map.of(
          "protocol", "text|binary",
          "locator", "ketama|modulo|election",
          "connections", "[1-9]|[1-5][0-9]|6[0-4]",
          "key-digest", "md5|sha256",
          "standby", "host:port,...");

  /** The known settings with their defaults. */
  static Config reference() {
    try (InputStream in = MemcachedSettings.class.getResourceAsStream(REFERENCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + REFERENCE + " is missing");
      }
      return ConfigFactory.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads servers and settings.
   *
   * @param uris {@code memcached://[user:password@]host[:port],...[?name=value&...]}
   * @param settings the manager's settings, already checked
   * @throws ConfigurationException when a URI is no such one, or they contradict each other
   */
  static MemcachedSettings of(List<String> uris, Config settings) {
    List<ServerUri> parsed = uris.stream().map(ServerUri::parse).toList();
    Config memcached = withStandby(parsed, settings.getConfig("memcached"));
    for (ServerUri uri : parsed) {
      memcached = withQuery(uri, memcached);
    }
    ServerUri login = login(parsed);
    boolean binary = memcached.getString("protocol").equals("binary");
    List<ServerAddress> servers = servers(parsed, memcached);
    return new MemcachedSettings(
        servers,
        standby(servers, memcached.getStringList(STANDBY)),
        memcached.getString("locator"),
        memcached.getString("key-digest").equals("md5") ? "MD5" : "SHA-256",
        new LinkSettings(
            settings.getDuration("connect-timeout", TimeUnit.NANOSECONDS),
            settings.getDuration("command-timeout", TimeUnit.NANOSECONDS),
            settings.getDuration("busy-poll"),
            binary ? new BinaryWire() : new TextWire(),
            memcached.getInt("connections"),
            login.user().orElse(null),
            login.password().map(secret -> secret.reveal()).orElse(""),
            Breaker.Limits.of(settings)));
  }

  /** Those of several URIs are one list, as their hosts are. */
  private static Config withStandby(List<ServerUri> uris, Config memcached) {
    List<String> texts = new ArrayList<>();
    for (ServerUri uri : uris) {
      String some = uri.query().get(STANDBY);
      if (some != null) {
        texts.addAll(List.of(some.split(",", -1)));
      }
    }
    return texts.isEmpty()
        ? memcached
        : ConfigFactory.parseMap(Map.of(STANDBY, texts)).withFallback(memcached);
  }

  private static Config withQuery(ServerUri uri, Config memcached) {
    if (!uri.path().isEmpty()) {
      throw wrong(uri, "memcached has no databases; leave out what follows the host's slash");
    }
    Config changed = memcached;
    for (Map.Entry<String, String> each : uri.query().entrySet()) {
      if (each.getKey().equals(STANDBY)) {
        continue;
      }
      String right = IN_QUERY.get(each.getKey());
      if (right == null) {
        throw wrong(
            uri,
            "the query may say "
                + IN_QUERY.keySet().stream().sorted().toList()
                + "; all other settings stand in the section memcached");
      }
      if (!each.getValue().matches(right)) {
        throw wrong(uri, each.getKey() + " in the query has to be one of " + right);
      }
      changed =
          ConfigFactory.parseMap(Map.of(each.getKey(), each.getValue())).withFallback(changed);
    }
    return changed;
  }

  /** One login for all: the servers of one ring are one service. */
  private static ServerUri login(List<ServerUri> uris) {
    ServerUri first = uris.get(0);
    for (ServerUri uri : uris) {
      if (!uri.user().equals(first.user()) || !uri.password().equals(first.password())) {
        throw wrong(uri, "all servers have to have the same user and password");
      }
    }
    if (first.user().isEmpty() && first.password().isPresent()) {
      throw wrong(first, "memcached wants a user with the password: user:password@host");
    }
    return first;
  }

  private static List<ServerAddress> servers(List<ServerUri> uris, Config memcached) {
    List<String> weights = memcached.getStringList("weights");
    List<ServerUri.Place> places = new ArrayList<>();
    uris.forEach(uri -> places.addAll(uri.places()));
    if (!weights.isEmpty() && weights.size() != places.size()) {
      throw new ConfigurationException(
          "jaycache.memcached.weights has "
              + weights.size()
              + " numbers for "
              + places.size()
              + " servers; give one for each");
    }
    if (!weights.isEmpty() && !memcached.getString("locator").equals("ketama")) {
      throw new ConfigurationException(
          "jaycache.memcached.weights is for the locator ketama; leave it out");
    }
    List<ServerAddress> servers = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      ServerUri.Place place = places.get(i);
      int weight = weights.isEmpty() ? 1 : weight(weights.get(i));
      ServerAddress server =
          new ServerAddress(place.host(), place.port().orElse(ServerAddress.DEFAULT_PORT), weight);
      if (servers.stream().anyMatch(each -> each.shown().equals(server.shown()))) {
        throw new ConfigurationException(
            "jaycache.servers names " + server.shown() + " twice; once is right");
      }
      servers.add(server);
    }
    return List.copyOf(servers);
  }

  private static List<ServerAddress> standby(List<ServerAddress> servers, List<String> texts) {
    if (texts.size() > 1 && texts.size() != servers.size()) {
      throw new ConfigurationException(
          "jaycache.memcached.standby has "
              + texts.size()
              + " places for "
              + servers.size()
              + " servers; give one for each, in their order, or one for all");
    }
    List<ServerAddress> standby = new ArrayList<>();
    for (String text : texts) {
      ServerUri uri = ServerUri.parse(SCHEME + "://" + text.strip());
      if (uri.places().size() != 1 || !uri.user().isEmpty() || !uri.path().isEmpty()) {
        throw new ConfigurationException(
            "jaycache.memcached.standby: each is host or host:port, as cache2.example.com:11211");
      }
      ServerUri.Place place = uri.places().get(0);
      ServerAddress address =
          new ServerAddress(place.host(), place.port().orElse(ServerAddress.DEFAULT_PORT), 1);
      String shown = address.shown();
      if (servers.stream().anyMatch(each -> each.shown().equals(shown))
          || standby.stream().anyMatch(each -> each.shown().equals(shown))) {
        throw new ConfigurationException(
            "jaycache.memcached.standby names "
                + shown
                + ", which is in use already; a standby has no keys of its own");
      }
      standby.add(address);
    }
    return List.copyOf(standby);
  }

  private static int weight(String text) {
    if (!text.matches("[1-9][0-9]{0,2}")) {
      throw new ConfigurationException(
          "jaycache.memcached.weights: found " + text + "; right is a number from 1 to 999");
    }
    return Integer.parseInt(text);
  }

  private static ConfigurationException wrong(ServerUri uri, String why) {
    return new ConfigurationException("server URI " + uri.shown() + ": " + why);
  }
}
