package dev.jaycache.codec;

import dev.jaycache.store.StoreException;

/** The optional libraries: what needs them, and what to add where one is missing. Constants. */
enum Library {
  JACKSON(
      "com.fasterxml.jackson.databind.ObjectMapper",
      "the codec \"json\"",
      "com.fasterxml.jackson.core:jackson-databind"),
  FORY("org.apache.fory.Fory", "the codec \"fory\"", "org.apache.fory:fory-core"),
  ZSTD("com.github.luben.zstd.Zstd", "compression", "com.github.luben:zstd-jni");

  private final String className;
  private final String user;
  private final String artifact;

  Library(String className, String user, String artifact) {
    this.className = className;
    this.user = user;
    this.artifact = artifact;
  }

  /**
   * Makes sure that the library is there.
   *
   * @throws StoreException naming what to add
   */
  void require() {
    try {
      Class.forName(className, false, Library.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new StoreException(
          user + " needs " + artifact + ", which is not on the class path; add it", e);
    }
  }
}
