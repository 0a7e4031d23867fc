package dev.jaycache.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Backend;
import dev.jaycache.store.StoreProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Sources of settings for one test. For one thread. It leaves the process's own sources alone. */
final class Setup {
  /** A backend that is never connected. */
  record Settings(Set<String> schemes, Config reference) implements StoreProvider {
    Settings(Set<String> schemes, String reference) {
      this(schemes, ConfigFactory.parseString(reference));
    }

    @Override
    public Backend connect(String server, Config settings) {
      throw new UnsupportedOperationException("these tests connect to nothing");
    }
  }

  static final Settings REDIS =
      new Settings(
          Set.of("redis", "rediss"),
          """
          redis {
            # Type: auto | resp2 | resp3
            protocol = auto
            password = null
            pool { max-connections = 8, max-wait = 1 s, buffer = 16 KiB, check = false }
          }
          cache-defaults { redis { replicas = [] } }
          """);

  private final Map<String, String> environment = new HashMap<>();
  private final Properties system = new Properties();
  private final Properties manager = new Properties();
  private final List<ClassLoader> loaders = new ArrayList<>();
  private List<Settings> backends = List.of(REDIS);
  private URI uri = URI.create("jaycache:test");

  Setup environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Setup system(String key, String value) {
    system.setProperty(key, value);
    return this;
  }

  Setup manager(String key, String value) {
    manager.setProperty(key, value);
    return this;
  }

  Setup uri(String text) {
    uri = URI.create(text);
    return this;
  }

  Setup noUri() {
    uri = null;
    return this;
  }

  Setup backends(Settings... some) {
    backends = List.of(some);
    return this;
  }

  /** Adds a folder to the class path. */
  Setup classPath(Path folder) {
    try {
      loaders.add(new URLClassLoader(new URL[] {folder.toUri().toURL()}, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Writes a file and makes it the manager's URI. */
  Setup file(Path folder, String text) {
    uri = write(folder.resolve("app.conf"), text).toUri();
    return this;
  }

  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ConfigSources sources() {
    return new ConfigSources(environment, system, manager, uri, loaders);
  }

  ManagerSettings load() {
    return new SettingsLoader(backends).load(sources());
  }

  CacheSettings cache(String name) {
    return load().cache(name);
  }

  /** The problems that loading meets. */
  List<String> problems() {
    return assertThrows(ConfigurationException.class, this::load).problems();
  }

  /** The only problem that loading meets. */
  String problem() {
    List<String> problems = problems();
    if (problems.size() != 1) {
      throw new AssertionError("not one problem but " + problems);
    }
    return problems.get(0);
  }

  /** All that a log would show of an exception. */
  static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
