package dev.jaycache.memcached;

import dev.jaycache.store.outage.Breaker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A link that notes what goes through it, and whose time goes by when a test says so. */
final class WatchedLink implements MemcachedLink {
  private MemcachedLink to;
  private final List<Command> sent = new ArrayList<>();
  private long now;
  private Runnable underWay = () -> {};
  private boolean losing;

  WatchedLink(MemcachedLink to) {
    this.to = to;
  }

  /** From now on, another's servers. */
  void turnTo(MemcachedLink other) {
    to = other;
  }

  /** Lets time go by. */
  void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Once: what happens between the next answer and its arrival. */
  void underWay(Runnable event) {
    underWay = event;
  }

  /** Whether replies are lost, once the commands are done. */
  void lose(boolean all) {
    losing = all;
  }

  /** The commands that some work sends, as verbs and numbers of keys. */
  List<String> during(Runnable work) {
    sent.clear();
    work.run();
    List<String> verbs = new ArrayList<>();
    for (Command command : sent) {
      int keys = command instanceof Command.Get get ? get.keys().size() : 1;
      verbs.add(command.verb() + ' ' + keys);
    }
    return verbs;
  }

  @Override
  public List<Reply> run(List<Command> commands, long deadline) {
    sent.addAll(commands);
    Reply lost = new Reply.Lost(new LinkException("said nothing", true, null));
    List<Reply> done = to.run(commands, deadline);
    List<Reply> replies = losing ? Collections.nCopies(done.size(), lost) : done;
    Runnable event = underWay;
    underWay = () -> {};
    event.run();
    return replies;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public boolean hasLooks() {
    return to.hasLooks();
  }

  @Override
  public int servers() {
    return to.servers();
  }

  @Override
  public int serverOf(String key) {
    return to.serverOf(key);
  }

  @Override
  public long deadline() {
    return to.deadline();
  }

  @Override
  public Breaker breaker(int server) {
    return to.breaker(server);
  }

  @Override
  public String place(int server) {
    return to.place(server);
  }

  @Override
  public void close() {
    to.close();
  }
}
