package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;
import dev.jaycache.redis.raw.ServerFeatures;
import dev.jaycache.redis.raw.ServerInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/**
 * Asks the masters of a place once what they are and can do, in one trip, and remembers it. Safe
 * for any number of threads. What a server does not tell is not known, and no error.
 */
final class FeatureQuestions {
  private static final Logger LOG = LoggerFactory.getLogger(FeatureQuestions.class);

  /** Errors that say nothing of what a server can. */
  private static final Set<String> PASSING = Set.of("BUSY", "LOADING", "MASTERDOWN", "CLUSTERDOWN");

  private final EachMaster masters;
  private final String place;
  private final AtomicReference<@Nullable ServerFeatures> known = new AtomicReference<>();

  FeatureQuestions(EachMaster masters, String place) {
    this.masters = masters;
    this.place = place;
  }

  /**
   * The answers.
   *
   * @throws dev.jaycache.store.StoreException when nobody answers
   */
  ServerFeatures answers() {
    ServerFeatures before = known.get();
    if (before != null) {
      return before;
    }
    Collection<List<Reply>> answers = masters.ask(questions()).values();
    ServerFeatures asked =
        answers.stream().map(FeatureQuestions::read).reduce(FeatureQuestions::common).orElseThrow();
    if (answers.stream().anyMatch(FeatureQuestions::saysTooLittle)) {
      return asked;
    }
    ServerFeatures first = known.compareAndExchange(null, asked);
    if (first == null) {
      LOG.info("{} is {}", place, asked);
    }
    return first == null ? asked : first;
  }

  /** Whether a server is just busy, or said nothing of itself: it is to be asked again. */
  private static boolean saysTooLittle(List<Reply> answers) {
    return (answers.get(0).isError() && answers.get(3).isError())
        || answers.stream()
            .anyMatch(
                answer ->
                    answer instanceof Reply.Failure failure && PASSING.contains(failure.code()));
  }

  private static List<Command> questions() {
    Command info = new Command(Protocol.Command.INFO);
    info.add("server");
    Command modules = new Command(Protocol.Command.MODULE);
    modules.add("LIST");
    Command commands = new Command(Protocol.Command.COMMAND);
    commands.add("LIST");
    List<Command> all = List.of(info, modules, commands, new Command(Protocol.Command.HELLO));
    all.forEach(Command::typed);
    return all;
  }

  private static ServerFeatures read(List<Reply> answers) {
    Map<String, String> info =
        answers.get(0).isError()
            ? Map.of()
            : ServerInfo.parse("", String.valueOf(answers.get(0).value())).fields();
    // The greeting needs no permission of its own.
    Map<String, Reply> hello = answers.get(3).isError() ? Map.of() : answers.get(3).fields();
    Reply modules = answers.get(1).isError() ? hello.get("modules") : answers.get(1);
    return new ServerFeatures(
        family(info, hello),
        version(info, hello),
        Optional.ofNullable(modules).map(FeatureQuestions::modules),
        commands(answers.get(2)));
  }

  private static Optional<String> family(Map<String, String> info, Map<String, Reply> hello) {
    for (String family : List.of("valkey", "dragonfly", "keydb")) {
      if (info.containsKey(family + "_version") || family.equals(info.get("server_name"))) {
        return Optional.of(family);
      }
    }
    Reply greeted = hello.get("server");
    if (greeted != null) {
      return Optional.ofNullable(greeted.value());
    }
    return info.containsKey("redis_version") ? Optional.of("redis") : Optional.empty();
  }

  private static Optional<String> version(Map<String, String> info, Map<String, Reply> hello) {
    for (String field : List.of("valkey_version", "dragonfly_version", "redis_version")) {
      String version = info.get(field);
      if (version != null) {
        return Optional.of(version);
      }
    }
    return Optional.ofNullable(hello.get("version")).map(Reply::value);
  }

  private static Map<String, Long> modules(Reply told) {
    Map<String, Long> modules = new LinkedHashMap<>();
    for (Reply each : told.elements()) {
      Map<String, Reply> module = each.fields();
      Reply name = module.get("name");
      Reply version = module.get("ver");
      if (name != null) {
        modules.put(String.valueOf(name.value()), version == null ? 0 : version.asLong());
      }
    }
    return Map.copyOf(modules);
  }

  /** Servers before 7.0 know no {@code COMMAND LIST}. */
  private static Optional<Set<String>> commands(Reply told) {
    if (told.isError()) {
      return Optional.empty();
    }
    Set<String> commands = new HashSet<>();
    for (Reply each : told.elements()) {
      commands.add(String.valueOf(each.value()).toLowerCase(Locale.ROOT));
    }
    return Optional.of(Set.copyOf(commands));
  }

  private static ServerFeatures common(ServerFeatures one, ServerFeatures other) {
    return new ServerFeatures(
        one.family().equals(other.family()) ? one.family() : Optional.empty(),
        older(one.version(), other.version()),
        one.modules().flatMap(some -> other.modules().map(more -> common(some, more))),
        one.commands().flatMap(some -> other.commands().map(more -> common(some, more))));
  }

  private static Optional<String> older(Optional<String> one, Optional<String> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    return compare(one.get(), other.get()) <= 0 ? one : other;
  }

  private static int compare(String one, String other) {
    List<Integer> some = numbers(one);
    List<Integer> more = numbers(other);
    for (int i = 0; i < Math.min(some.size(), more.size()); i++) {
      int order = some.get(i).compareTo(more.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(some.size(), more.size());
  }

  private static List<Integer> numbers(String version) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : version.split("\\.")) {
      String digits = part.replaceAll("[^0-9].*", "");
      numbers.add(digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits));
    }
    return numbers;
  }

  private static Map<String, Long> common(Map<String, Long> some, Map<String, Long> more) {
    Map<String, Long> common = new LinkedHashMap<>();
    some.forEach(
        (name, version) -> {
          Long other = more.get(name);
          if (other != null) {
            common.put(name, Math.min(version, other));
          }
        });
    return Map.copyOf(common);
  }

  private static Set<String> common(Set<String> some, Set<String> more) {
    Set<String> common = new HashSet<>(some);
    common.retainAll(more);
    return Set.copyOf(common);
  }
}
