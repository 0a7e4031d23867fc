package dev.jaycache.config;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A server's URI: {@code scheme://[user:password@]host[:port][,host[:port]...][/path]
 * [?name=value&...]}. Immutable. Several hosts are for backends that spread entries over them.
 *
 * <p>It is read by hand, since {@link URI} refuses characters that passwords have and quotes its
 * input when it does. What precedes the last {@code @} is user and password; both may be
 * percent-encoded. No message and no {@link #toString()} shows either, nor the query. It does not
 * know which schemes, paths and query parameters a backend takes.
 */
public final class ServerUri {
  private static final Pattern PARTS =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", Pattern.DOTALL);

  /** {@code scheme:name://}, as some systems write the servers of a group. */
  private static final Pattern GROUPED =
      Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*):[A-Za-z0-9_.-]*://");

  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
  private static final Pattern AUTHORITY_END = Pattern.compile("[/?#]");
  private static final Pattern HOSTS = Pattern.compile("(?:" + HOST + "(?:,(?!$)|$))*");
  private static final Pattern FILE_SCHEME =
      Pattern.compile("(?:file|jar|classpath|jrt|jaycache):(?!.*://).*", Pattern.DOTALL);
  private static final Pattern SHOWN_AS_IS = Pattern.compile("[A-Za-z0-9._~/:%+!\\[\\]-]");
  private static final String HIDDEN = "hidden";

  private final String scheme;
  private final @Nullable String user;
  private final @Nullable Secret password;
  private final List<Place> places;
  private final String path;
  private final Map<String, String> query;

  /**
   * One of the hosts.
   *
   * @param host a name, an IPv4 address, or an IPv6 address without its brackets
   * @param port from 1 to 65535, where it is given
   */
  public record Place(String host, OptionalInt port) {
    private String shown() {
      String name = host.indexOf(':') < 0 ? host : '[' + host + ']';
      return port.isPresent() ? name + ':' + port.getAsInt() : name;
    }
  }

  private ServerUri(
      String scheme,
      @Nullable String user,
      @Nullable Secret password,
      List<Place> places,
      String path,
      Map<String, String> query) {
    this.scheme = scheme;
    this.user = user;
    this.password = password;
    this.places = places;
    this.path = path;
    this.query = Collections.unmodifiableMap(query);
  }

  /**
   * Reads a server's URI.
   *
   * @throws ConfigurationException when it is none; the message shows the scheme at most
   */
  public static ServerUri parse(String text) {
    Matcher parts = PARTS.matcher(text.strip());
    if (!parts.matches()) {
      throw new ConfigurationException(
          "not a server URI; right is scheme://[user:password@]host[:port][/path], such as"
              + " redis://localhost:6379");
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String rest = parts.group(2) + parts.group(3);
    int end = authorityEnd(scheme, parts.group(2), rest);
    String authority = rest.substring(0, end);
    String tail = rest.substring(end);
    if (tail.indexOf('#') >= 0) {
      throw wrong(scheme, "a '#' follows the host; inside of a path or query write it as %23");
    }
    int at = authority.lastIndexOf('@');
    List<Place> places = places(scheme, authority.substring(at + 1));
    String userInfo = at < 0 ? ":" : authority.substring(0, at);
    int colon = userInfo.indexOf(':');
    if (colon < 0) {
      throw wrong(
          scheme,
          "what precedes the '@' may be a user or a password; right is "
              + (scheme + "://:password@host or " + scheme + "://user:password@host"));
    }
    String user = colon == 0 ? null : decode(userInfo.substring(0, colon));
    String password = decode(userInfo.substring(colon + 1));
    int question = tail.indexOf('?');
    String path = question < 0 ? tail : tail.substring(0, question);
    return new ServerUri(
        scheme,
        user,
        user == null && password.isEmpty() ? null : new Secret(password),
        places,
        decode(path.startsWith("/") ? path.substring(1) : path),
        question < 0 ? Map.of() : query(tail.substring(question + 1)));
  }

  /**
   * A URI, of a server or of a file, as it may be printed and stand in an MBean's name: without
   * user, password, query and fragment, without {@code , = * ? "}, and of one that is not clear no
   * more than the scheme.
   */
  public static String shown(URI uri) {
    return shown(uri.toString());
  }

  /** The same for a URI as text, or for a text with neither {@code //} nor {@code @}. */
  static String shown(String uri) {
    if (uri.startsWith("jar:")) {
      return "jar:" + shown(uri.substring("jar:".length()));
    }
    if (FILE_SCHEME.matcher(uri).matches() || uri.startsWith("file:///")) {
      return printable(uri.split("[?#]", 2)[0]);
    }
    Matcher parts = PARTS.matcher(GROUPED.matcher(uri.strip()).replaceFirst("$1://"));
    if (!parts.matches()) {
      return plain(uri) ? printable(uri.split("[?#]", 2)[0]) : HIDDEN;
    }
    String authority = parts.group(2);
    String hosts = authority.substring(authority.lastIndexOf('@') + 1);
    String tail = parts.group(3);
    boolean clear = tail.indexOf('@') < 0 && HOSTS.matcher(hosts).matches();
    return parts.group(1).toLowerCase(Locale.ROOT)
        + "://"
        + (clear ? printable(hosts + tail.split("[?#]", 2)[0]) : HIDDEN);
  }

  /** The scheme, in lower case. */
  public String scheme() {
    return scheme;
  }

  /** The host: a name, an IPv4 address, or an IPv6 address without its brackets. The first. */
  public String host() {
    return places.get(0).host();
  }

  /** The port, from 1 to 65535, where it is given. The first host's. */
  public OptionalInt port() {
    return places.get(0).port();
  }

  /** All hosts with their ports; at least one. */
  public List<Place> places() {
    return places;
  }

  /** The user, decoded. */
  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /** The password, decoded; empty where a user stands without one. */
  public Optional<Secret> password() {
    return Optional.ofNullable(password);
  }

  /** What follows the host's slash, decoded, without that slash; empty where there is nothing. */
  public String path() {
    return path;
  }

  /**
   * The path as a database number; 0 where there is none.
   *
   * @throws ConfigurationException when the path is no number from 0 to 999999999
   */
  public int database() {
    if (path.isEmpty()) {
      return 0;
    }
    if (!path.matches("[0-9]{1,9}")) {
      throw wrong(
          scheme, "the path is no database number; right is " + scheme + "://host:port/number");
    }
    return Integer.parseInt(path);
  }

  /** The query's parameters, decoded, in their order; the last of a name counts. */
  public Map<String, String> query() {
    return query;
  }

  /** The URI as it may be printed: see {@link #shown(URI)}. */
  public String shown() {
    String hosts = places.stream().map(Place::shown).collect(Collectors.joining(","));
    return printable(scheme + "://" + hosts + (path.isEmpty() ? "" : "/" + path));
  }

  /** As {@link #shown()}. */
  @Override
  public String toString() {
    return shown();
  }

  /**
   * Where host and port end. A password may have a slash, question mark or hash: what precedes the
   * first of them is then no host. Where it could be one, guessing could show a part of a password
   * as a host's name.
   */
  private static int authorityEnd(String scheme, String authority, String rest) {
    int lastAt = rest.lastIndexOf('@');
    if (lastAt < authority.length()) {
      return authority.length();
    }
    String mayBeHosts = authority.substring(authority.lastIndexOf('@') + 1);
    if (!mayBeHosts.isEmpty() && HOSTS.matcher(mayBeHosts).matches()) {
      throw wrong(
          scheme,
          "an '@' follows what may be the host; inside of a user name, password or query write '@'"
              + " as %40, '/' as %2F, '?' as %3F and '#' as %23");
    }
    Matcher end = AUTHORITY_END.matcher(rest);
    return end.find(lastAt) ? end.start() : rest.length();
  }

  private static List<Place> places(String scheme, String text) {
    List<Place> places = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      places.add(place(scheme, each));
    }
    return List.copyOf(places);
  }

  private static Place place(String scheme, String text) {
    Matcher host = HOST.matcher(text);
    int port = host.matches() && host.group(2) != null ? Integer.parseInt(host.group(2)) : -1;
    if (!host.matches() || port == 0 || port > 65_535) {
      throw wrong(
          scheme,
          "the host or the port is malformed; right is host or host:port, with a port from 1 to"
              + " 65535, and an IPv6 address in brackets");
    }
    String name = host.group(1);
    return new Place(
        name.startsWith("[") ? name.substring(1, name.length() - 1) : name,
        port < 0 ? OptionalInt.empty() : OptionalInt.of(port));
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (!name.isEmpty()) {
        query.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static ConfigurationException wrong(String scheme, String why) {
    return new ConfigurationException("server URI " + scheme + "://...: " + why);
  }

  /** A percent sign that no two hexadecimal digits follow stands for itself. */
  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      if (low < 0) {
        decoded.write(bytes[i]);
      } else {
        decoded.write(high << 4 | low);
        i += 2;
      }
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }

  /** Whether an opaque URI, or no URI, can't hold a password. */
  private static boolean plain(String text) {
    return text.indexOf('@') < 0 && text.indexOf("//") < 0;
  }

  private static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              String character = Character.toString(point);
              if (SHOWN_AS_IS.matcher(character).matches()) {
                shown.append(character);
              } else {
                for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
                  shown.append(String.format(Locale.ROOT, "%%%02X", b));
                }
              }
            });
    return shown.toString();
  }
}
