package dev.jaycache;

import java.io.Closeable;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what the user gave a cache: loaders, writers, policies, listeners and filters that are
 * {@link Closeable} (JSR-107 1.1, javadoc of Cache.close).
 */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  /** Closes each object that can be; one that throws does not keep the others open. */
  static void closeAll(List<Object> objects) {
    for (Object object : objects) {
      if (object instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
          }
          LOG.warn("{} threw when it was closed", object.getClass().getName(), e);
        }
      }
    }
  }
}
