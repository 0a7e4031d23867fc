package dev.jaycache.testkit.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a Redis server is to be started. Immutable; each method gives another one. Shows no password
 * in {@link #toString()}.
 */
public final class RedisOptions {
  /** No password, no TLS, nothing kept on disk. */
  public static final RedisOptions PLAIN = new RedisOptions("", "", null, null, List.of());

  private final String user;
  private final String password;
  private final @Nullable String tlsNames;
  private final @Nullable TlsFiles tlsFiles;
  private final List<String> lines;

  private RedisOptions(
      String user,
      String password,
      @Nullable String tlsNames,
      @Nullable TlsFiles tlsFiles,
      List<String> lines) {
    this.user = user;
    this.password = password;
    this.tlsNames = tlsNames;
    this.tlsFiles = tlsFiles;
    this.lines = List.copyOf(lines);
  }

  /** With a password of the default user. */
  public RedisOptions withPassword(String secret) {
    return new RedisOptions("", secret, tlsNames, tlsFiles, lines)
        .with("requirepass", quote(secret));
  }

  /** With an ACL user who may do everything; the default user is switched off. */
  public RedisOptions withUser(String name, String secret) {
    return new RedisOptions(name, secret, tlsNames, tlsFiles, lines)
        .with("user", "default off")
        .with("user", name + " on " + quote(">" + secret) + " ~* &* +@all");
  }

  /** With TLS for {@code localhost} and {@code 127.0.0.1}. Not for {@link Flavor#VALKEY}. */
  public RedisOptions withTls() {
    return withTls("dns:localhost,ip:127.0.0.1");
  }

  /** With TLS and a certificate for other names; see {@link TlsFiles#create}. */
  public RedisOptions withTls(String names) {
    return new RedisOptions(user, password, names, null, lines);
  }

  /** With TLS and a certificate that is there already: servers that share one trust each other. */
  public RedisOptions withTls(TlsFiles files) {
    return new RedisOptions(user, password, null, files, lines);
  }

  /**
   * With a line of redis.conf.
   *
   * @param directive for instance {@code maxmemory}
   * @param value for instance {@code 2mb}, quoted where redis.conf wants it so
   */
  public RedisOptions with(String directive, String value) {
    List<String> more = new ArrayList<>(lines);
    more.add(directive + ' ' + value);
    return new RedisOptions(user, password, tlsNames, tlsFiles, more);
  }

  /** With a line of redis.conf, unless there is one of that directive already. */
  RedisOptions withDefault(String directive, String value) {
    boolean there = lines.stream().anyMatch(line -> line.startsWith(directive + ' '));
    return there ? this : with(directive, value);
  }

  /** Whether a line makes a sentinel of it, which is another mode of the same program. */
  boolean isSentinel() {
    return lines.stream().anyMatch(line -> line.startsWith("sentinel "));
  }

  String user() {
    return user;
  }

  String password() {
    return password;
  }

  /** The certificate of a server in a folder of its own; null: no TLS. */
  @Nullable TlsFiles tls(Path folder) {
    return tlsNames == null ? tlsFiles : TlsFiles.create(folder, tlsNames);
  }

  List<String> lines() {
    return lines;
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public String toString() {
    return "RedisOptions[user=" + user + ", tls=" + (tlsNames != null || tlsFiles != null) + ']';
  }
}
