package dev.jaycache.config;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where settings are looked for. It is read once, by {@link SettingsLoader#load}; the properties
 * are not copied.
 *
 * @param environment the environment's variables
 * @param system the system properties
 * @param manager the properties that the manager was asked for with
 * @param uri the manager's URI: a configuration file, a server, or just a name; null for none
 * @param loaders where a file on the class path is looked for, first one first
 */
public record ConfigSources(
    Map<String, String> environment,
    Properties system,
    Properties manager,
    @Nullable URI uri,
    List<ClassLoader> loaders) {

  /** With a copy of the list. */
  public ConfigSources {
    loaders = List.copyOf(loaders);
  }

  /**
   * The sources that this process has.
   *
   * @param uri the manager's URI, or null
   * @param loader the manager's class loader, or null; the calling thread's context loader follows
   * @param properties the manager's properties, or null
   */
  public static ConfigSources ofProcess(
      @Nullable URI uri, @Nullable ClassLoader loader, @Nullable Properties properties) {
    List<ClassLoader> loaders =
        Stream.of(loader, Thread.currentThread().getContextClassLoader())
            .flatMap(Stream::ofNullable)
            .distinct()
            .toList();
    return new ConfigSources(
        System.getenv(),
        System.getProperties(),
        Objects.requireNonNullElseGet(properties, Properties::new),
        uri,
        loaders);
  }

  /** The manager's URI at most, without its secrets: all the others may hold some. */
  @Override
  public String toString() {
    return "ConfigSources[uri=" + (uri == null ? "none" : ServerUri.shown(uri)) + "]";
  }
}
