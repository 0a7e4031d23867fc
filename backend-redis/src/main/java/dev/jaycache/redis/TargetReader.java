package dev.jaycache.redis;

import com.typesafe.config.Config;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.config.Secret;
import dev.jaycache.config.ServerUri;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads server URIs, and the settings {@code redis.sentinel}, as places. For one thread. It
 * connects to nothing. No message shows user, password or query.
 */
final class TargetReader {
  /** The scheme without TLS. */
  static final String PLAIN = "redis";

  /** The scheme with TLS. */
  static final String TLS = "rediss";

  static final String CLUSTER = "redis+cluster";
  static final String SENTINEL = "redis+sentinel";
  static final String UNIX = "redis+unix";

  private static final Logger LOG = LoggerFactory.getLogger(TargetReader.class);

  /** The form of each scheme, for messages. */
  private static final Map<String, String> FORMS =
      Map.of(
          PLAIN, "redis://[[user]:password@]host[:port][,host[:port]...][/database]",
          TLS, "rediss://[[user]:password@]host[:port][,host[:port]...][/database]",
          CLUSTER, "redis+cluster://[[user]:password@]host[:port][,host[:port]...]",
          SENTINEL,
              "redis+sentinel://[[user]:password@]sentinel[:port][,sentinel[:port]...]"
                  + "/master[/database]",
          UNIX, "redis+unix://[[user]:password@]/path/to/socket");

  private static final Set<String> COMMON = Set.of("name", "tls", "tls_domain");
  private static final Map<String, Set<String>> PARAMETERS =
      Map.of(
          PLAIN, Set.of("socket"),
          TLS, Set.of("socket"),
          CLUSTER, Set.of(),
          SENTINEL, Set.of("role"),
          UNIX, Set.of("socket"));

  private final Config sentinel;

  private TargetReader(Config redis) {
    this.sentinel = redis.getConfig("sentinel");
  }

  /** The schemes of the URIs. */
  static Set<String> schemes() {
    return FORMS.keySet();
  }

  /**
   * Reads servers.
   *
   * @param servers URIs, or what {@link ServerSpelling} makes URIs of
   * @param redis the section {@code redis} of the settings
   * @return the places in their order; at least one, each with another name
   * @throws ConfigurationException when one is malformed, or they contradict each other
   */
  static List<RedisTarget> read(List<String> servers, Config redis) {
    TargetReader reader = new TargetReader(redis);
    Map<String, List<ServerUri>> byName = new LinkedHashMap<>();
    for (String server : servers) {
      ServerUri uri = ServerUri.parse(ServerSpelling.uri(server));
      String name = uri.query().getOrDefault("name", "");
      byName.computeIfAbsent(name, none -> new ArrayList<>()).add(uri);
    }
    List<RedisTarget> targets = new ArrayList<>();
    byName.forEach((name, uris) -> targets.add(reader.target(name, uris)));
    return List.copyOf(targets);
  }

  private RedisTarget target(String name, List<ServerUri> uris) {
    ServerUri first = uris.get(0);
    for (ServerUri uri : uris) {
      if (!isAlike(first, uri)) {
        throw wrong(
            uri,
            "differs from "
                + first.shown()
                + " in more than the host; URIs of one name are hosts of one place, so give each"
                + " place a name of its own (?name=...)");
      }
    }
    check(first);
    boolean grouped = first.scheme().equals(SENTINEL) || sentinel.hasPath("master");
    boolean plain = isPlain(first);
    if (grouped && (plain || first.scheme().equals(SENTINEL))) {
      return sentinels(name, uris);
    }
    String socket = first.query().get("socket");
    if (socket != null || first.scheme().equals(UNIX)) {
      return socket(name, uris, socket);
    }
    RedisTarget.Kind kind = plain ? RedisTarget.Kind.SERVERS : RedisTarget.Kind.CLUSTER;
    Access access = access(first, isTls(first), first.database());
    return new RedisTarget(name, kind, endpoints(uris, Endpoint.DEFAULT_PORT), access, null);
  }

  private static boolean isAlike(ServerUri a, ServerUri b) {
    return a.scheme().equals(b.scheme())
        && a.user().equals(b.user())
        && a.password().equals(b.password())
        && a.path().equals(b.path())
        && a.query().equals(b.query());
  }

  private static void check(ServerUri uri) {
    Set<String> known = new TreeSet<>(COMMON);
    known.addAll(PARAMETERS.getOrDefault(uri.scheme(), Set.of()));
    for (Map.Entry<String, String> each : uri.query().entrySet()) {
      if (!known.contains(each.getKey())) {
        throw wrong(
            uri,
            "there is a parameter that is none of "
                + known
                + "; other settings stand in the section redis");
      }
    }
    String tls = uri.query().get("tls");
    if (tls != null && !tls.matches("[01]")) {
      throw wrong(uri, "the parameter tls is neither 1 nor 0");
    }
    boolean domain = uri.query().containsKey("tls_domain");
    if ("0".equals(tls) && (domain || uri.scheme().equals(TLS))) {
      throw wrong(
          uri, "tls=0 contradicts " + (domain ? "tls_domain" : "rediss://") + "; leave one out");
    }
    if (uri.query().getOrDefault("role", "master").matches("master|replica")) {
      return;
    }
    throw wrong(uri, "the parameter role is neither master nor replica");
  }

  /** Whether the scheme says neither sentinels nor cluster nor socket. */
  static boolean isPlain(ServerUri uri) {
    return uri.scheme().equals(PLAIN) || uri.scheme().equals(TLS);
  }

  private static boolean isTls(ServerUri uri) {
    return uri.scheme().equals(TLS)
        || "1".equals(uri.query().get("tls"))
        || uri.query().containsKey("tls_domain");
  }

  private RedisTarget socket(String name, List<ServerUri> uris, @Nullable String socket) {
    ServerUri uri = uris.get(0);
    if (socket == null || !socket.startsWith("/")) {
      throw wrong(uri, "the socket is no absolute path");
    }
    if (endpoints(uris, Endpoint.DEFAULT_PORT).size() > 1) {
      throw wrong(uri, "a unix socket is one server, and there are several hosts; leave one out");
    }
    if (isTls(uri)) {
      LOG.warn("unix socket {}: TLS is left out, since nothing leaves this machine", socket);
    }
    Access access = access(uri, false, uri.database());
    List<Endpoint> nodes = List.of(Endpoint.unix(socket));
    return new RedisTarget(name, RedisTarget.Kind.SERVERS, nodes, access, null);
  }

  private RedisTarget sentinels(String name, List<ServerUri> uris) {
    ServerUri uri = uris.get(0);
    if (uri.query().containsKey("socket")) {
      throw wrong(uri, "sentinels tell where the server is, so a socket has no place");
    }
    boolean own = uri.scheme().equals(SENTINEL);
    String[] path = own ? uri.path().split("/", 2) : new String[] {""};
    String set = sentinel.hasPath("master") ? sentinel.getString("master") : "";
    String master = path[0].isEmpty() ? set : path[0];
    if (master.isEmpty()) {
      throw wrong(uri, "names no master, and neither does redis.sentinel.master");
    }
    if (!set.isEmpty() && !set.equals(master)) {
      throw wrong(uri, "names another master than redis.sentinel.master; leave one out");
    }
    int database = own ? database(uri, path.length > 1 ? path[1] : "") : uri.database();
    List<Endpoint> nodes = endpoints(uris, Endpoint.SENTINEL_PORT);
    for (String node : sentinel.getStringList("nodes")) {
      Endpoint more = Endpoint.parse(node, Endpoint.SENTINEL_PORT, "redis.sentinel.nodes");
      if (!nodes.contains(more)) {
        nodes.add(more);
      }
    }
    String role = uri.query().getOrDefault("role", sentinel.getString("role"));
    return new RedisTarget(
        name,
        RedisTarget.Kind.SENTINEL,
        nodes,
        access(uri, isTls(uri), database),
        new RedisTarget.SentinelGroup(master, role.equals("replica"), login(isTls(uri))));
  }

  private Access login(boolean tls) {
    String user = sentinel.hasPath("user") ? sentinel.getString("user") : null;
    if (!sentinel.hasPath("password")) {
      if (user != null) {
        throw new ConfigurationException("redis.sentinel.user: give redis.sentinel.password, too");
      }
      return new Access(tls, null, null, 0);
    }
    return new Access(tls, user, new Secret(sentinel.getString("password")), 0);
  }

  private static int database(ServerUri uri, String text) {
    if (!text.matches("[0-9]{0,9}")) {
      throw wrong(uri, "what follows the master is no database number");
    }
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  private static Access access(ServerUri uri, boolean tls, int database) {
    return new Access(tls, uri.user().orElse(null), uri.password().orElse(null), database);
  }

  private static List<Endpoint> endpoints(List<ServerUri> uris, int standard) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (ServerUri uri : uris) {
      for (ServerUri.Place place : uri.places()) {
        Endpoint endpoint = Endpoint.tcp(place.host(), place.port().orElse(standard));
        if (endpoints.contains(endpoint)) {
          throw wrong(uri, "names " + endpoint + " twice; once is right");
        }
        endpoints.add(endpoint);
      }
    }
    return endpoints;
  }

  private static ConfigurationException wrong(ServerUri uri, String why) {
    return new ConfigurationException(
        "server URI " + uri.scheme() + "://...: " + why + "; right is " + FORMS.get(uri.scheme()));
  }
}
