package dev.jaycache;

import java.io.Closeable;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what the user gave a cache: loaders, writers, policies, listeners and filters that are
 * {@link Closeable} (JSR-107 1.1, javadoc of Cache.close).
 */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  /**
   * Closes each object that can be, once, also where it plays several parts; one that throws does
   * not keep the others open.
   */
  static void closeAll(List<Object> objects) {
    Set<Object> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    distinct.addAll(objects);
    for (Object object : distinct) {
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
