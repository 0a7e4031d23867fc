package dev.jaycache.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The same keys and values for every contender, made before anything is measured. Immutable; not
 * copied on access, since that would be measured too.
 */
final class Dataset {
  /** Keys of a bulk operation. */
  static final int BATCH = 100;

  /** The length of a value: ASCII characters, so as many bytes. */
  static final int VALUE_LENGTH = 100;

  private static final int VALUES = 1_024;

  private final String[] keys;
  private final String[] absent;
  private final String[] fresh;
  private final String[] values;
  private final List<Set<String>> keyBatches;
  private final List<Map<String, String>> entryBatches;
  private final List<Set<String>> freshBatches;

  Dataset(Options.Sizes sizes) {
    this.keys = named("key:", sizes.keys());
    this.absent = named("nil:", sizes.keys());
    this.fresh = named("new:", sizes.freshKeys());
    this.values = randomValues();
    this.keyBatches = batches(keys);
    this.freshBatches = batches(fresh);
    this.entryBatches = keyBatches.stream().map(this::entries).toList();
  }

  private static String[] named(String prefix, int count) {
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = "%s%08d".formatted(prefix, i);
    }
    return names;
  }

  private static String[] randomValues() {
    SplittableRandom random = new SplittableRandom(107);
    String[] texts = new String[VALUES];
    for (int i = 0; i < VALUES; i++) {
      StringBuilder text = new StringBuilder(VALUE_LENGTH);
      while (text.length() < VALUE_LENGTH) {
        text.append((char) random.nextInt('!', '~' + 1));
      }
      texts[i] = text.toString();
    }
    return texts;
  }

  private static List<Set<String>> batches(String[] all) {
    List<Set<String>> batches = new ArrayList<>();
    for (int from = 0; from + BATCH <= all.length; from += BATCH) {
      batches.add(new LinkedHashSet<>(List.of(all).subList(from, from + BATCH)));
    }
    return batches;
  }

  /** Entries of these keys. */
  Map<String, String> entries(Set<String> names) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String name : names) {
      entries.put(name, value(entries.size() + name.hashCode()));
    }
    return entries;
  }

  int size() {
    return keys.length;
  }

  /** A key that is there. */
  String key(int index) {
    return keys[index];
  }

  /** A key that is never there. */
  String absent(int index) {
    return absent[index];
  }

  /** A key that is there only if a round has put it there. */
  String fresh(long index) {
    return fresh[(int) index];
  }

  /** Batches of fresh keys. */
  List<Set<String>> freshBatches() {
    return freshBatches;
  }

  /** One of about a thousand values, for any number. */
  String value(int any) {
    return values[any & (VALUES - 1)];
  }

  /** Batches of the keys that are there. */
  List<Set<String>> keyBatches() {
    return keyBatches;
  }

  /** The same batches with values. */
  List<Map<String, String>> entryBatches() {
    return entryBatches;
  }
}
