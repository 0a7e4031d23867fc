package dev.jaycache.config;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a manager's URI means: a server, a configuration file, or just a name. Stateless, safe for
 * any number of threads. It opens nothing.
 */
final class ManagerUri {
  private static final Set<String> FILES = Set.of("file", "jar");
  private static final String CLASS_PATH = "classpath";
  private static final Pattern CONFIG_NAME = Pattern.compile(".*\\.(?:conf|json|hocon)");

  /** Known also where their backend is not on the class path, so that the error can say so. */
  private static final Pattern SERVER_SCHEME = Pattern.compile("rediss?|redis\\+.*|memcacheds?");

  private ManagerUri() {}

  /** Whether the URI is a server's. */
  static boolean isServer(@Nullable URI uri, Set<String> schemes) {
    if (uri == null || uri.getScheme() == null) {
      return false;
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return schemes.contains(scheme) || SERVER_SCHEME.matcher(scheme).matches();
  }

  /**
   * The configuration file that the URI points to; null where it points to none.
   *
   * @throws ConfigurationException when it points to one that can't be had
   */
  static @Nullable URL file(@Nullable URI uri, List<ClassLoader> loaders) {
    if (uri == null) {
      return null;
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String path = uri.getPath() == null ? uri.getSchemeSpecificPart() : uri.getPath();
    boolean named = CONFIG_NAME.matcher(path).matches();
    if (scheme.equals(CLASS_PATH) || (scheme.isEmpty() && named)) {
      URL resource = resource(path.startsWith("/") ? path.substring(1) : path, loaders);
      if (resource == null) {
        throw unreadable(uri, "there is no such resource on the class path");
      }
      return resource;
    }
    if (!FILES.contains(scheme) && !named) {
      return null;
    }
    try {
      return uri.toURL();
    } catch (MalformedURLException | IllegalArgumentException unknown) {
      throw unreadable(uri, "no handler for URLs of this kind");
    }
  }

  /** A resource of the first class loader that has it; null where none has. */
  static @Nullable URL resource(String name, List<ClassLoader> loaders) {
    for (ClassLoader loader : loaders) {
      URL resource = loader.getResource(name);
      if (resource != null) {
        return resource;
      }
    }
    return null;
  }

  private static ConfigurationException unreadable(URI uri, String why) {
    return new ConfigurationException(
        "the manager's URI " + ServerUri.shown(uri) + " is no readable configuration file: " + why);
  }
}
