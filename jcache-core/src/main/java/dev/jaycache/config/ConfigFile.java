package dev.jaycache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one configuration file and puts in its substitutions. Immutable. No message quotes what
 * stands in the file: it may be a password.
 *
 * @param url where the file is
 * @param sources what <code>${NAME}</code> means where the file does not say: a system property,
 *     else an environment variable
 */
record ConfigFile(URL url, ConfigSources sources) {
  /** What precedes the name of a variable in the origin of its value. */
  static final String BY = ", by the variable ";

  private static final int WEB_TIMEOUT_MILLIS = 10_000;
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^}]*}");

  /**
   * The whole file.
   *
   * @throws ConfigurationException when it can't be read, or is no HOCON
   */
  Config read() {
    String shown = shown();
    try {
      return parse(shown)
          .resolve(ConfigResolveOptions.noSystem().appendResolver(new Names(shown, sources)));
    } catch (ConfigException.UnresolvedSubstitution unresolved) {
      throw new ConfigurationException(
          place(unresolved, shown) + ": " + unresolved(String.valueOf(unresolved.getMessage())));
    } catch (ConfigException.IO unreadable) {
      throw unreadable(shown, unreadable.getCause());
    } catch (ConfigException malformed) {
      throw new ConfigurationException(
          place(malformed, shown) + ": not valid HOCON: " + reason(malformed));
    } catch (IOException unreadable) {
      throw unreadable(shown, unreadable);
    }
  }

  /** Files are parsed by their path, so that what they include is found beside them. */
  private Config parse(String shown) throws IOException {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
    if (!sources.loaders().isEmpty()) {
      options = options.setClassLoader(sources.loaders().get(0));
    }
    Path path = path();
    if (path != null) {
      return ConfigFactory.parseFile(path.toFile(), options);
    }
    // A cached jar connection would keep the jar open as long as the process lives.
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    connection.setConnectTimeout(WEB_TIMEOUT_MILLIS);
    connection.setReadTimeout(WEB_TIMEOUT_MILLIS);
    try (InputStream in = connection.getInputStream()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return ConfigFactory.parseString(text, options.setOriginDescription(shown));
    }
  }

  private @Nullable Path path() {
    if (!url.getProtocol().equals("file")) {
      return null;
    }
    try {
      URI uri = url.toURI();
      return uri.isOpaque() ? Path.of(uri.getSchemeSpecificPart()) : Path.of(uri);
    } catch (URISyntaxException | IllegalArgumentException unusual) {
      return null;
    }
  }

  private String shown() {
    Path path = path();
    return path == null ? ServerUri.shown(url.toString()) : path.toString();
  }

  private ConfigurationException unreadable(String shown, @Nullable Throwable cause) {
    Path path = path();
    String why =
        cause == null || cause instanceof FileNotFoundException
            ? "it is missing"
            : cause.getClass().getSimpleName();
    if (path != null && !Files.exists(path)) {
      why = "there is no such file";
    } else if (path != null && Files.isDirectory(path)) {
      why = "it is a directory";
    } else if (path != null && !Files.isReadable(path)) {
      why = "the permission is missing";
    }
    return new ConfigurationException(
        "the configuration file " + shown + ", or one that it includes, can't be read: " + why);
  }

  private static String place(ConfigException exception, String shown) {
    return exception.origin() == null ? shown : Redaction.place(exception.origin());
  }

  private static String unresolved(String message) {
    Matcher names = SUBSTITUTION.matcher(message);
    String name = names.find() ? names.group() : "a substitution";
    return message.contains("cycle")
        ? name + " refers to itself, perhaps by way of others"
        : name
            + " has no value; set the environment variable or system property of that name, or"
            + " write ${?NAME} where it may be missing";
  }

  private static String reason(ConfigException malformed) {
    String message = String.valueOf(malformed.getMessage());
    if (message.contains("brace") && message.contains("end of file")) {
      return "a brace { is not closed";
    }
    if (message.contains("unbalanced close brace")) {
      return "a brace } has no opening one";
    }
    if (message.contains("${ was not closed")) {
      return "a substitution ${ is not closed";
    }
    if (message.contains("newline in quoted strings") || message.contains("End of input but")) {
      return "a text in double quotes is not closed on its line";
    }
    if (message.contains("should have ended with ]")) {
      return "a list [ is not closed";
    }
    return "a key, a separator or a value is out of place; a value with any of"
        + " $ \" { } [ ] : = , + # ` ^ ? ! @ * & \\ stands in double quotes";
  }

  /** Gives substitutions their values; the value's origin names the variable, for messages. */
  private record Names(String file, ConfigSources sources) implements ConfigResolver {
    @Override
    public @Nullable ConfigValue lookup(String path) {
      String value = sources.system().getProperty(path, sources.environment().get(path));
      return value == null ? null : ConfigValueFactory.fromAnyRef(value, file + BY + path);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}
