package dev.jaycache.redis;

import dev.jaycache.store.StoreSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Under which keys a server has the mark of {@link ReturnedServer}, and the lock beside it.
 * Immutable. The keys are those of no cache, since a cache's name has no bare percent sign.
 *
 * <p>A node of a cluster takes keys of its own slots only. So its marks carry its id, and a hash
 * tag of one of its slots: the last one of each range, up to eight. Slots come and go, mostly from
 * the beginning of a range, and one mark that is still there is enough.
 */
final class ServerMarks {
  private static final String NAME = "%server";
  private static final int MOST = 8;
  private static final int ID = 0;
  private static final int FLAGS = 2;
  private static final int FIRST_RANGE = 8;

  private record Range(int from, int to) {
    int size() {
      return to - from + 1;
    }
  }

  private final List<byte[]> keys;
  private final byte[] lock;
  private final boolean slotted;

  private ServerMarks(List<byte[]> keys, byte[] lock, boolean slotted) {
    this.keys = keys;
    this.lock = lock;
    this.slotted = slotted;
  }

  /** The keys of the mark; at least one. */
  List<byte[]> keys() {
    return keys;
  }

  /** The key of the lock, in the slot of the first of them; not to be changed. */
  byte[] lock() {
    return lock;
  }

  /** Whether it is a node of a cluster, which may send a key elsewhere. */
  boolean slotted() {
    return slotted;
  }

  /** Those of a server that takes every key. */
  static ServerMarks ofServer(String namespace) {
    byte[] prefix = StoreSpace.prefix(namespace);
    return new ServerMarks(List.of(join(prefix, NAME)), join(prefix, NAME + ":flush"), false);
  }

  /**
   * Those of a node of a cluster.
   *
   * @param nodes its reply to {@code CLUSTER NODES}
   * @return null where it has no slots
   */
  static @Nullable ServerMarks ofNode(String namespace, String nodes) {
    byte[] prefix = StoreSpace.prefix(namespace);
    for (String line : nodes.split("\n", -1)) {
      String[] words = line.strip().split(" ", -1);
      if (words.length > FIRST_RANGE && List.of(words[FLAGS].split(",", -1)).contains("myself")) {
        return ofSlots(join(prefix, NAME + ':' + words[ID] + ':'), ranges(words));
      }
    }
    return null;
  }

  private static @Nullable ServerMarks ofSlots(byte[] name, List<Range> ranges) {
    List<String> tags =
        ranges.stream()
            .sorted(Comparator.comparingInt(Range::size).reversed())
            .limit(MOST)
            .map(range -> tag(range.to()))
            .toList();
    return tags.isEmpty()
        ? null
        : new ServerMarks(
            tags.stream().map(tag -> join(name, tag)).toList(),
            join(name, "flush:" + tags.get(0)),
            true);
  }

  /** {@code 0-5460 7000}; in brackets stand slots that are on their way. */
  private static List<Range> ranges(String[] words) {
    List<Range> ranges = new ArrayList<>();
    for (String word : Arrays.asList(words).subList(FIRST_RANGE, words.length)) {
      if (word.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
        String[] ends = word.split("-", -1);
        ranges.add(new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])));
      }
    }
    return ranges;
  }

  /** What between braces puts a key into a slot: the first number that does. */
  private static String tag(int slot) {
    int number = 0;
    while (SlotTable.slot(ascii(Integer.toString(number))) != slot) {
      number++;
    }
    return "{" + number + '}';
  }

  private static byte[] join(byte[] prefix, String name) {
    byte[] end = ascii(name);
    byte[] key = Arrays.copyOf(prefix, prefix.length + end.length);
    System.arraycopy(end, 0, key, prefix.length, end.length);
    return key;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a key is one of these. */
  boolean has(byte[] key) {
    return Arrays.equals(key, lock) || keys.stream().anyMatch(mark -> Arrays.equals(key, mark));
  }
}
