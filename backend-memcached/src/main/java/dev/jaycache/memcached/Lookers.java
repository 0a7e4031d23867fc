package dev.jaycache.memcached;

import dev.jaycache.store.CasStep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which servers understand {@link Command.Look}. Each is asked for its version until it answers, in
 * a trip of its own, when there is use for it. Safe for any number of threads.
 */
final class Lookers {
  private static final int UNKNOWN = 0;
  private static final int YES = 1;
  private static final int NO = 2;

  /** So often a connection may end with the question open: there are proxies that end it. */
  private static final int LOSSES = 3;

  private final MemcachedLink link;
  private final AtomicIntegerArray known;
  private final AtomicIntegerArray lost;

  Lookers(MemcachedLink link) {
    this.link = link;
    this.known = new AtomicIntegerArray(link.servers());
    this.lost = new AtomicIntegerArray(link.servers());
  }

  /** Whether a server does, as far as it is known. */
  boolean has(int server) {
    return known.get(server) == YES;
  }

  /** Says that a server does not, whatever its version. */
  void remove(int server) {
    known.set(server, NO);
  }

  /** Asks the servers of what is to be checked, where they have not said it. */
  void ask(List<EntryCells.Place> places, long deadline) {
    List<Command> questions = List.of();
    for (EntryCells.Place place : places) {
      if (place.step() instanceof CasStep.Check && isNew(place.server(), questions)) {
        questions = questions.isEmpty() ? new ArrayList<>() : questions;
        questions.add(new Command.Ask(place.server(), Command.Question.VERSION));
      }
    }
    if (questions.isEmpty() || !link.hasLooks()) {
      return;
    }
    List<Reply> replies = link.run(questions, deadline);
    for (int i = 0; i < replies.size(); i++) {
      int server = questions.get(i).server();
      if (!(replies.get(i) instanceof Reply.Lost reply)) {
        known.set(server, replies.get(i) == Reply.Done.YES ? YES : NO);
      } else if (reply.failure().maybeSent() && lost.incrementAndGet(server) >= LOSSES) {
        remove(server);
      }
    }
  }

  private boolean isNew(int server, List<Command> questions) {
    return known.get(server) == UNKNOWN
        && questions.stream().noneMatch(question -> question.server() == server);
  }
}
