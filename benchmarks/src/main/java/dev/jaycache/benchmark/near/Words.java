package dev.jaycache.benchmark.near;

import java.util.SplittableRandom;

/** Keys and texts, the same in every JVM. Pure functions. */
final class Words {
  private Words() {}

  /** Keys, all of one length. */
  static String[] keys(int count) {
    String[] keys = new String[count];
    for (int i = 0; i < count; i++) {
      keys[i] = "key:%08d".formatted(i);
    }
    return keys;
  }

  /** Printable ASCII characters. */
  static String text(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      text.append((char) random.nextInt('!', '~' + 1));
    }
    return text.toString();
  }

  /**
   * Keys in the order in which they are read: each as likely as any other. They are equal to those
   * that were put, and other objects, as those of an application are.
   */
  static String[] reads(String[] keys, int count) {
    String[] copies = new String[keys.length];
    for (int i = 0; i < keys.length; i++) {
      copies[i] = String.valueOf(keys[i].toCharArray());
    }
    SplittableRandom random = new SplittableRandom(7);
    String[] reads = new String[count];
    for (int i = 0; i < count; i++) {
      reads[i] = copies[random.nextInt(copies.length)];
    }
    return reads;
  }
}
