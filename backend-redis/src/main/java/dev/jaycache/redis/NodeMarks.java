package dev.jaycache.redis;

import dev.jaycache.store.StoreSpace;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Under which keys a node of a cluster has the marks of {@link ReturnedNode}, and the lock beside
 * them. Immutable. The keys are those of no cache, since a cache's name has no bare percent sign.
 *
 * <p>A node takes keys of its own slots only. So they carry its id and the hash tag of one of its
 * slots: up to eight, spread evenly over all it has, of which the last is the last one. Slots come
 * and go, and one mark that is still there is enough; where they have moved so that other slots are
 * looked at, a scan for {@link #pattern()} finds it.
 */
final class NodeMarks {
  private static final int MOST = 8;
  private static final int ID = 0;
  private static final int FLAGS = 2;
  private static final int FIRST_RANGE = 8;
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
  private static final Pattern LEAVING = Pattern.compile("\\[([0-9]{1,5})->-.*");

  private final byte[] prefix;
  private final List<byte[]> keys;
  private final byte[] lock;

  private NodeMarks(byte[] prefix, List<String> tags) {
    this.prefix = prefix;
    this.keys = tags.stream().map(tag -> join(prefix, tag)).toList();
    this.lock = join(prefix, "flush:" + tags.get(0));
  }

  /**
   * Those of a node.
   *
   * @param namespace of the manager's caches
   * @param nodes its reply to {@code CLUSTER NODES}
   * @return null where it has no slots, or is just losing them
   */
  static @Nullable NodeMarks of(String namespace, String nodes) {
    for (String line : nodes.split("\n", -1)) {
      String[] words = line.strip().split(" ", -1);
      if (words.length > FIRST_RANGE && List.of(words[FLAGS].split(",", -1)).contains("myself")) {
        byte[] name = ascii("%server:" + words[ID] + ':');
        int[] slots = slots(words);
        return slots.length == 0
            ? null
            : new NodeMarks(join(StoreSpace.prefix(namespace), name), tags(slots));
      }
    }
    return null;
  }

  /** {@code 0-5460 7000 [93->-id]}: in brackets stand slots that are on their way. */
  private static int[] slots(String[] words) {
    BitSet slots = new BitSet(SlotTable.SLOTS);
    BitSet leaving = new BitSet(SlotTable.SLOTS);
    for (String word : Arrays.asList(words).subList(FIRST_RANGE, words.length)) {
      Matcher range = RANGE.matcher(word);
      Matcher left = LEAVING.matcher(word);
      if (range.matches()) {
        int from = Integer.parseInt(range.group(1));
        String to = range.group(2);
        slots.set(from, to == null ? from + 1 : Integer.parseInt(to) + 1);
      } else if (left.matches()) {
        leaving.set(Integer.parseInt(left.group(1)));
      }
    }
    // There, a key that is not here yet belongs to the other node.
    slots.andNot(leaving);
    return slots.stream().toArray();
  }

  private static List<String> tags(int[] slots) {
    int count = Math.min(MOST, slots.length);
    return IntStream.rangeClosed(1, count)
        .map(part -> slots[slots.length * part / count - 1])
        .mapToObj(NodeMarks::tag)
        .toList();
  }

  /** What between braces puts a key into a slot: the first number that does. */
  private static String tag(int slot) {
    int number = 0;
    while (SlotTable.slot(ascii(Integer.toString(number))) != slot) {
      number++;
    }
    return "{" + number + '}';
  }

  private static byte[] join(byte[] prefix, String end) {
    return join(prefix, ascii(end));
  }

  private static byte[] join(byte[] prefix, byte[] end) {
    byte[] key = Arrays.copyOf(prefix, prefix.length + end.length);
    System.arraycopy(end, 0, key, prefix.length, end.length);
    return key;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The keys of the mark, at least one; not to be changed. */
  List<byte[]> keys() {
    return keys;
  }

  /** The key of the lock, in the slot of the first of them; not to be changed. */
  byte[] lock() {
    return lock;
  }

  /** Matches all marks that the node ever had, in whichever slots, and the locks. */
  byte[] pattern() {
    return KeyScan.pattern(prefix);
  }

  /** Whether a key is a mark or a lock of the node, in whichever slot. */
  boolean has(byte[] key) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
