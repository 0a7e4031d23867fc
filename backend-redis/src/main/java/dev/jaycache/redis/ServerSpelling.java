package dev.jaycache.redis;

import com.typesafe.config.Config;
import dev.jaycache.config.ConfigurationException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the ways in which other systems spell a Redis server as a URI of ours: {@code
 * name=srv1;addr=...;port=...} and {@code redis:group://...}; and a section of settings with the
 * same attributes. Stateless, safe for any number of threads. What is a URI of ours comes back as
 * it is. No message shows a value.
 */
final class ServerSpelling {
  private static final String RIGHT =
      "; right is name=srv1;addr=host;port=6379;db=0;pass=word, or unix=/path instead of addr and"
          + " port, or sentinel_group=name;sentinel_master=1;sentinel=host:26379";

  private static final String RIGHT_SECTION =
      "; right is { addr = host, port = 6379, db = 0, pass = word }, or unix instead of addr and"
          + " port, or sentinel { master = name, nodes = [\"host:26379\"] } instead";

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "name",
          "addr",
          "port",
          "db",
          "user",
          "pass",
          "unix",
          "tls",
          "sentinel_group",
          "sentinel_master");

  private static final String SENTINEL = "sentinel";
  private static final Pattern LIST =
      Pattern.compile(
          "(?:" + String.join("|", ATTRIBUTES) + '|' + SENTINEL + ")\\s*=.*",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern GROUP =
      Pattern.compile("(rediss?):([A-Za-z0-9_.-]*)://(.*)", Pattern.DOTALL);
  private static final Pattern UNIX = Pattern.compile("redis\\+unix://(.*)", Pattern.DOTALL);
  private static final Pattern SOCKET = Pattern.compile("[?&]socket=");
  private static final Pattern NO_HOST =
      Pattern.compile("((?:rediss?|redis\\+unix)://(?:[^/?#]*@)?)([/?].*)?", Pattern.DOTALL);

  private ServerSpelling() {}

  /**
   * The URI that a text means.
   *
   * @throws ConfigurationException when attributes are unknown, double or contradict each other
   */
  static String uri(String text) {
    String server = text.strip();
    if (LIST.matcher(server).matches()) {
      return ofAttributes(server);
    }
    Matcher group = GROUP.matcher(server);
    if (group.matches()) {
      String name = String.valueOf(group.group(2));
      String plain = group.group(1) + "://" + group.group(3);
      server = name.isEmpty() ? plain : withParameter(plain, "name", name);
    }
    Matcher unix = UNIX.matcher(server);
    if (unix.matches() && !SOCKET.matcher(server).find()) {
      return ofPath(String.valueOf(unix.group(1)));
    }
    return withHost(server);
  }

  /** {@code [user:password@]/path[?db=number...]}: the path is the socket's. */
  private static String ofPath(String rest) {
    int at = rest.lastIndexOf('@');
    int slash = rest.indexOf('/', at + 1);
    if (slash != at + 1) {
      throw new ConfigurationException(
          "server URI redis+unix://...: names a host, or no path; right is"
              + " redis+unix:///path/to/socket, or redis+unix://user:password@/path/to/socket");
    }
    int question = rest.indexOf('?', slash);
    String path = question < 0 ? rest.substring(slash) : rest.substring(slash, question);
    String query = question < 0 ? "" : rest.substring(question + 1);
    StringBuilder uri = new StringBuilder("redis+unix://");
    uri.append(rest, 0, slash).append("localhost");
    StringBuilder others = new StringBuilder();
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith("db=")) {
        uri.append('/').append(pair.substring("db=".length()));
      } else if (!pair.isEmpty()) {
        others.append('&').append(pair);
      }
    }
    return uri + "?socket=" + path + others;
  }

  /** A server by its socket needs no host; every URI has one. */
  private static String withHost(String server) {
    Matcher parts = NO_HOST.matcher(server);
    if (!parts.matches() || !SOCKET.matcher(server).find()) {
      return server;
    }
    return parts.group(1) + "localhost" + (parts.group(2) == null ? "" : parts.group(2));
  }

  private static String withParameter(String uri, String name, String value) {
    boolean more = uri.indexOf('?', uri.lastIndexOf('@') + 1) >= 0;
    return uri + (more ? '&' : '?') + name + '=' + value;
  }

  private static String ofAttributes(String text) {
    Map<String, String> given = new LinkedHashMap<>();
    List<String> sentinels = new ArrayList<>();
    try {
      for (String pair : text.split(";", -1)) {
        take(pair, given, sentinels);
      }
      return sentinels.isEmpty() ? ofServer(given) : ofSentinels(given, sentinels);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("server name=...: " + e.getMessage() + RIGHT);
    }
  }

  private static void take(String pair, Map<String, String> given, List<String> sentinels) {
    int equals = pair.indexOf('=');
    String name = pair.substring(0, Math.max(0, equals)).strip().toLowerCase(Locale.ROOT);
    String value = pair.substring(equals + 1).strip();
    if (name.equals(SENTINEL)) {
      sentinels.add(
          Endpoint.parse(value, Endpoint.SENTINEL_PORT, "server name=...: sentinel").toString());
    } else if (ATTRIBUTES.contains(name)) {
      if (given.put(name, value) != null) {
        throw wrong("the attribute " + name + " stands there twice");
      }
    } else if (!pair.isBlank()) {
      // What it is instead may be a part of a password with a semicolon.
      throw wrong(
          "there is an attribute that is none of "
              + ATTRIBUTES.stream().sorted().toList()
              + " and sentinel; a password with a semicolon has to stand in a URI, as %3B");
    }
  }

  /**
   * The URI that a section of settings means; see {@code server-block} of the reference.
   *
   * @param name the section's
   * @throws ConfigurationException when settings contradict each other; says what is right
   */
  static String ofSection(String name, Config section) {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("name", name);
    for (String attribute : List.of("addr", "port", "db", "user", "pass", "unix")) {
      if (section.hasPath(attribute)) {
        given.put(attribute, section.getString(attribute));
      }
    }
    if (section.hasPath("tls")) {
      given.put("tls", section.getBoolean("tls") ? "1" : "0");
    }
    try {
      List<String> sentinels = sentinels(section, given);
      return sentinels.isEmpty() ? ofServer(given) : ofSentinels(given, sentinels);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage() + RIGHT_SECTION);
    }
  }

  private static List<String> sentinels(Config section, Map<String, String> given) {
    List<String> sentinels = new ArrayList<>();
    if (section.hasPath("sentinel.nodes")) {
      for (String node : section.getStringList("sentinel.nodes")) {
        sentinels.add(Endpoint.parse(node, Endpoint.SENTINEL_PORT, "sentinel.nodes").toString());
      }
    }
    if (section.hasPath("sentinel.master") == sentinels.isEmpty()) {
      throw wrong("of sentinel.master and sentinel.nodes there is but one");
    }
    if (section.hasPath("sentinel.master")) {
      given.put("sentinel_group", section.getString("sentinel.master"));
    }
    if (section.hasPath("sentinel.role")) {
      if (sentinels.isEmpty()) {
        throw wrong("sentinel.role without sentinel.nodes");
      }
      given.put("sentinel_master", section.getString("sentinel.role").equals("master") ? "1" : "0");
    }
    return sentinels;
  }

  private static String ofServer(Map<String, String> given) {
    if (given.containsKey("sentinel_group") || given.containsKey("sentinel_master")) {
      throw wrong("a sentinel_group without a sentinel");
    }
    String path = given.getOrDefault("unix", "");
    StringBuilder uri = new StringBuilder(path.isEmpty() ? "redis://" : "redis+unix://");
    uri.append(login(given));
    if (path.isEmpty()) {
      uri.append(host(given.getOrDefault("addr", "127.0.0.1")));
      uri.append(':').append(number(given, "port", "6379"));
    } else {
      // A socket wins over address and port.
      uri.append("localhost");
    }
    return withFlags(uri.append(database(given)), given, path);
  }

  private static String ofSentinels(Map<String, String> given, List<String> sentinels) {
    String group = given.get("sentinel_group");
    if (group == null || group.isEmpty()) {
      throw wrong("sentinels without a sentinel_group");
    }
    for (String other : List.of("addr", "port", "unix")) {
      if (given.containsKey(other)) {
        throw wrong("both sentinels, which tell where the server is, and " + other);
      }
    }
    StringBuilder uri = new StringBuilder("redis+sentinel://");
    uri.append(login(given)).append(String.join(",", sentinels));
    uri.append('/').append(encode(group)).append(database(given));
    String role = given.getOrDefault("sentinel_master", "1");
    if (!role.matches("[01]")) {
      throw wrong("sentinel_master is neither 1 (the master) nor 0 (a replica)");
    }
    return withParameter(
        withFlags(uri, given, ""), "role", role.equals("1") ? "master" : "replica");
  }

  private static String withFlags(StringBuilder uri, Map<String, String> given, String path) {
    String all = uri.toString();
    if (!path.isEmpty()) {
      all = withParameter(all, "socket", encode(path));
    }
    String name = given.get("name");
    if (name != null && !name.isEmpty()) {
      all = withParameter(all, "name", encode(name));
    }
    String tls = given.get("tls");
    if (tls != null && !tls.matches("[01]")) {
      throw wrong("tls is neither 1 nor 0");
    }
    return tls == null ? all : withParameter(all, "tls", tls);
  }

  private static String login(Map<String, String> given) {
    String user = given.getOrDefault("user", "");
    String password = given.getOrDefault("pass", "");
    if (password.isEmpty() && !user.isEmpty()) {
      throw wrong("a user without a pass");
    }
    return password.isEmpty() ? "" : encode(user) + ':' + encode(password) + '@';
  }

  private static String database(Map<String, String> given) {
    String database = number(given, "db", "0");
    return database.equals("0") ? "" : '/' + database;
  }

  private static String host(String address) {
    if (!address.matches("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.]+]?")) {
      throw wrong("addr is no host");
    }
    return address.indexOf(':') >= 0 && !address.startsWith("[") ? '[' + address + ']' : address;
  }

  private static String number(Map<String, String> given, String name, String standard) {
    @Nullable String value = given.get(name);
    if (value == null || value.isEmpty()) {
      return standard;
    }
    if (!value.matches("[0-9]{1,9}")) {
      throw wrong(name + " is no number");
    }
    return value;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(why);
  }
}
