package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Finds the first key of any command, where a cluster has to be told by it whom to ask. It asks the
 * server once for each command ({@code COMMAND INFO}), and each time for those whose keys have no
 * fixed place ({@code COMMAND GETKEYS}). Safe for any number of threads. On a single server it asks
 * nothing.
 *
 * <p>A wrong answer does no harm: the node that gets the command sends it elsewhere.
 */
final class KeyPositions {
  /** Commands with the number of their keys before them, in the third word. */
  private static final Set<String> COUNTED =
      Set.of("EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "FCALL", "FCALL_RO");

  /** Of a command that the server does not tell us of: most have their key there. */
  private static final Spec GUESS = new Spec(1, false, Map.of());

  private static final Spec NONE = new Spec(0, false, Map.of());

  /** Where keys are: the first one, or that it moves; and the same for second words. */
  private record Spec(int first, boolean moves, Map<String, Spec> seconds) {}

  private final RedisLink link;
  private final ConcurrentMap<String, Spec> specs = new ConcurrentHashMap<>();

  KeyPositions(RedisLink link) {
    this.link = link;
  }

  /**
   * A command, with the key that decides where it goes.
   *
   * @throws LinkException when the server had to be asked, and gave no reply
   * @throws dev.jaycache.store.StoreException when it lets nobody in
   */
  Command command(List<byte[]> words, long deadline) {
    byte[] key = link.isSlotted(deadline) ? key(words, deadline) : null;
    return withKey(words, key);
  }

  /** A command with a key that is known. */
  static Command withKey(List<byte[]> words, byte @Nullable [] key) {
    RawName name = new RawName(words.get(0));
    Command command = key == null ? new Command(name) : new Command(name, Form.PLAIN, key, 0);
    for (byte[] word : words.subList(1, words.size())) {
      command.add(word);
    }
    return command.typed();
  }

  private byte @Nullable [] key(List<byte[]> words, long deadline) {
    String name = RawName.of(words.get(0));
    if (words.size() == 1) {
      return null;
    }
    if (COUNTED.contains(name)) {
      return words.size() > 3 && !new String(words.get(2), StandardCharsets.ISO_8859_1).equals("0")
          ? words.get(3)
          : null;
    }
    Spec spec = specs.get(name);
    if (spec == null) {
      spec = ask(name, deadline);
    }
    spec = spec.seconds().getOrDefault(RawName.of(words.get(1)), spec);
    if (spec.first() > 0) {
      return spec.first() < words.size() ? words.get(spec.first()) : null;
    }
    return spec.moves() ? askKeys(words, deadline) : null;
  }

  private Spec ask(String name, long deadline) {
    Command question = new Command(Protocol.Command.COMMAND);
    question.add("INFO").add(name.getBytes(StandardCharsets.ISO_8859_1));
    try {
      Reply answer = (Reply) link.call(question.typed(), deadline);
      Spec spec = answer == null || answer.size() == 0 ? NONE : spec(answer.at(0));
      specs.putIfAbsent(name, spec);
      return spec;
    } catch (JedisDataException e) {
      if (lasts(String.valueOf(e.getMessage()))) {
        specs.putIfAbsent(name, GUESS);
      }
      return GUESS;
    }
  }

  /** Whether the server will say the same next time: it is not just busy. */
  private static boolean lasts(String error) {
    return error.startsWith("NOPERM") || error.toLowerCase(Locale.ROOT).contains("unknown ");
  }

  private static Spec spec(Reply told) {
    if (told.size() < 6) {
      return NONE;
    }
    Map<String, Spec> seconds = new HashMap<>();
    if (told.size() > 9) {
      for (Reply second : told.at(9).elements()) {
        String whole = String.valueOf(second.value(0));
        String word = whole.substring(whole.indexOf('|') + 1).toUpperCase(Locale.ROOT);
        seconds.put(word, spec(second));
      }
    }
    boolean moves =
        told.at(2).elements().stream().anyMatch(flag -> "movablekeys".equals(flag.value()));
    return new Spec((int) told.at(3).asLong(), moves, seconds);
  }

  private byte @Nullable [] askKeys(List<byte[]> words, long deadline) {
    Command question = new Command(Protocol.Command.COMMAND);
    question.add("GETKEYS");
    words.forEach(question::add);
    try {
      Reply keys = (Reply) link.call(question.typed(), deadline);
      return keys == null || keys.size() == 0 ? null : keys.at(0).bytes();
    } catch (JedisDataException e) {
      // It has none, is malformed, or we may not ask: then the node that gets it says what is
      // wrong.
      return null;
    }
  }
}
