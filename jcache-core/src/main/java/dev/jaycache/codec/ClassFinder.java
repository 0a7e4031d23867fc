package dev.jaycache.codec;

import org.jspecify.annotations.Nullable;

/**
 * Finds classes by name: in the CacheManager's class loader, then in the context loader. Safe for
 * any number of threads. It initialises no class and judges none; that is the {@link AllowList}'s.
 *
 * @param loader the CacheManager's; null: the boot loader
 * @param asksContext whether the context loader is asked; else every thread finds the same
 */
record ClassFinder(@Nullable ClassLoader loader, boolean asksContext) {
  ClassFinder(@Nullable ClassLoader loader) {
    this(loader, true);
  }

  /** The same for what has to be found by every thread. */
  ClassFinder withoutContext() {
    return new ClassFinder(loader, false);
  }

  Class<?> find(String name) throws ClassNotFoundException {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      ClassLoader context = context();
      if (context == null) {
        throw e;
      }
      return Class.forName(name, false, context);
    }
  }

  /** Where else to look; null: nowhere. */
  private @Nullable ClassLoader context() {
    ClassLoader context = asksContext ? Thread.currentThread().getContextClassLoader() : null;
    return context == loader ? null : context;
  }

  /** The same as a class loader, for libraries that want one. */
  ClassLoader asClassLoader() {
    return new ClassLoader(loader) {
      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        ClassLoader context = context();
        if (context == null) {
          throw new ClassNotFoundException(name);
        }
        return Class.forName(name, false, context);
      }
    };
  }
}
