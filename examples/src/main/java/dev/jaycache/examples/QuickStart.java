package dev.jaycache.examples;

import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The program of {@code ./quickstart}: chooses where the caches live, runs the job there, and turns
 * what users get wrong into one line. For one thread. It shows no password.
 */
public final class QuickStart {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int MISUSED = 2;

  private static final Pattern SERVER = Pattern.compile("(rediss?|memcached)://.+");

  private QuickStart() {}

  /** Runs the job in this process, or at the server whose URI is given. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  /**
   * The same without an exit.
   *
   * @return the exit code
   */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length > 1
        || (arguments.length == 1 && !SERVER.matcher(arguments[0]).matches())) {
      err.println("quickstart: takes nothing, or one server such as redis://localhost:6379/0");
      return MISUSED;
    }
    URI server = null;
    try {
      server = arguments.length == 0 ? null : new URI(arguments[0]);
    } catch (URISyntaxException e) {
      // Its message quotes the whole URI, and so the password.
      err.println(
          "quickstart: that is no URI ("
              + e.getReason().toLowerCase(Locale.ROOT)
              + "); in user and password write such characters as %XX");
      return MISUSED;
    }
    try {
      run(server, new Report(out));
      return OK;
    } catch (CacheException e) {
      err.println("quickstart: " + e.getMessage());
      return FAILED;
    }
  }

  private static void run(@Nullable URI server, Report report) {
    CachingProvider provider = Caching.getCachingProvider();
    Properties properties = new Properties();
    // A cache would rather wait for its server; here the user waits.
    properties.setProperty("jaycache.on-start", "fail");
    try (CacheManager manager = provider.getCacheManager(server, null, properties)) {
      report.plain("JayCache quick start, with the caches " + place(provider, manager, server));
      try (Job job = new Job(manager, report)) {
        job.run();
      }
      if (server != null) {
        report.plain("");
        report.plain(
            "The entries stay at the server for an hour after their creation: run it again and"
                + " the first pass is warm.");
      }
    }
  }

  private static String place(
      CachingProvider provider, CacheManager manager, @Nullable URI server) {
    if (server != null) {
      return "at " + manager.getURI();
    }
    return provider.isSupported(OptionalFeature.STORE_BY_REFERENCE)
        ? "in this process"
        : "where the configuration says";
  }
}
