package dev.jaycache.redis;

import dev.jaycache.redis.raw.KeyspaceEvents;
import dev.jaycache.redis.raw.RedisCommands;
import dev.jaycache.redis.raw.RedisPipeline;
import dev.jaycache.redis.raw.RedisServer;
import dev.jaycache.redis.raw.RedisTransaction;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.redis.raw.ServerFeatures;
import dev.jaycache.redis.raw.ServerInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/** A place, for those who ask it directly. Safe for any number of threads. */
final class RawServer implements RedisServer, AutoCloseable {
  private final RedisPlace place;
  private final ChoosingLink link;
  private final KeyPositions keys;
  private final SessionRoute route;
  private final RawCommands commands;
  private final EachMaster masters;
  private final FeatureQuestions features;
  private final KeyspaceSubscriptions events;

  RawServer(RedisPlace place) {
    this.place = place;
    this.link = place.link();
    this.keys = new KeyPositions(link);
    this.route = new SessionRoute(link);
    this.commands = new RawCommands(link, keys, new Shared(link));
    this.masters = new EachMaster(link);
    this.features = new FeatureQuestions(masters, link.place());
    this.events = new KeyspaceSubscriptions(place);
  }

  /** Among the commands of the caches. */
  private record Shared(RedisLink link) implements RawCommands.Way {
    @Override
    public void check(List<byte[]> words) {
      SharedConnectionRules.checkKeepsState(words);
      SharedConnectionRules.checkAnswersAtOnce(words);
    }

    @Override
    public @Nullable Object run(Command command, long deadline) {
      return link.call(command, deadline);
    }
  }

  /** On a connection of its own. */
  private record Apart(SessionRoute route, long patience, long within) implements RawCommands.Way {
    @Override
    public void check(List<byte[]> words) {
      SharedConnectionRules.checkKeepsState(words);
    }

    @Override
    public @Nullable Object run(Command command, long deadline) {
      SessionRoute.Begun begun =
          route.begin(
              command,
              deadline,
              session -> session.call(command, System.nanoTime() + patience + within));
      begun.session().close();
      return begun.reply();
    }
  }

  @Override
  public String name() {
    return place.name();
  }

  @Override
  public String place() {
    return link.place();
  }

  @Override
  public Reply command(String format, Object... arguments) {
    return commands.command(format, arguments);
  }

  @Override
  public Reply command(List<byte[]> words) {
    return commands.command(words);
  }

  @Override
  public Reply tryCommand(String format, Object... arguments) {
    return commands.tryCommand(format, arguments);
  }

  @Override
  public Reply tryCommand(List<byte[]> words) {
    return commands.tryCommand(words);
  }

  @Override
  public RedisCommands blocking(Duration patience) {
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException(
          "patience is "
              + patience
              + "; right is a time above zero, at least the one that the command names");
    }
    long within = link.deadline() - System.nanoTime();
    long nanos =
        patience.compareTo(Duration.ofDays(365)) > 0
            ? Duration.ofDays(365).toNanos()
            : patience.toNanos();
    return new RawCommands(link, keys, new Apart(route, nanos, within));
  }

  @Override
  public RedisPipeline pipeline() {
    return new RawPipeline(link, keys);
  }

  @Override
  public RedisTransaction transaction() {
    return new RawTransaction(link, keys, route);
  }

  @Override
  public Map<String, Reply> onEachMaster(String format, Object... arguments) {
    List<byte[]> words = CommandFormat.words(format, arguments);
    new Shared(link).check(words);
    return masters.ask(KeyPositions.withKey(words, null));
  }

  @Override
  public ServerFeatures features() {
    return features.answers();
  }

  @Override
  public List<ServerInfo> info(String section) {
    Command question = new Command(Protocol.Command.INFO);
    if (!section.isEmpty()) {
      question.add(section);
    }
    List<ServerInfo> infos = new ArrayList<>();
    masters
        .ask(question.typed())
        .forEach(
            (node, reply) ->
                infos.add(ServerInfo.parse(node, String.valueOf(reply.orThrow().value()))));
    return infos;
  }

  @Override
  public KeyspaceEvents keyspaceEvents() {
    return events;
  }

  @Override
  public Stream<byte[]> scan(String pattern, int count) {
    return KeyStream.of(link, pattern.getBytes(StandardCharsets.UTF_8), count);
  }

  @Override
  public Stream<byte[]> scanPrefix(String prefix, int count) {
    return KeyStream.of(link, KeyScan.pattern(prefix.getBytes(StandardCharsets.UTF_8)), count);
  }

  @Override
  public void close() {
    events.close();
  }

  @Override
  public String toString() {
    return name().isEmpty() ? place() : name() + " (" + place() + ')';
  }
}
