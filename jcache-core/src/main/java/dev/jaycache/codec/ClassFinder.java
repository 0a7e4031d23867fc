package dev.jaycache.codec;

import org.jspecify.annotations.Nullable;

/**
 * Finds classes by name: in the CacheManager's class loader, then in the context loader. Safe for
 * any number of threads. It initialises no class and judges none; that is the {@link AllowList}'s.
 */
record ClassFinder(@Nullable ClassLoader loader) {

  Class<?> find(String name) throws ClassNotFoundException {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      if (context == null || context == loader) {
        throw e;
      }
      return Class.forName(name, false, context);
    }
  }

  /** The same as a class loader, for libraries that want one. */
  ClassLoader asClassLoader() {
    return new ClassLoader(loader) {
      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context == null || context == loader) {
          throw new ClassNotFoundException(name);
        }
        return Class.forName(name, false, context);
      }
    };
  }
}
