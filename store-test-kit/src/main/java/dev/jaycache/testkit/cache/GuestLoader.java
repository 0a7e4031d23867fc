package dev.jaycache.testkit.cache;

import java.io.IOException;
import java.io.InputStream;

/** A class loader with a {@link Guest} of its own, as each web application has its classes. */
final class GuestLoader extends ClassLoader {
  GuestLoader() {
    super(GuestLoader.class.getClassLoader());
  }

  /** An object of this loader's class. */
  Object guest(String name) throws ReflectiveOperationException {
    return loadClass(Guest.class.getName()).getConstructor(String.class).newInstance(name);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.equals(Guest.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
