package dev.jaycache.benchmark;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** One kind of store: its servers, who takes part, and what the project aims at. Stateless. */
interface Arena {
  /** The name on the command line and in reports; also the scheme of its servers' URIs. */
  String store();

  /** Who takes part, in the order of the reports. */
  List<Contender> contenders();

  /** Who is compared with the others. */
  Contender subject();

  /** Whose bytes per entry the subject's are compared with. */
  Contender raw();

  /**
   * The subject with a setting that gives something up for speed, to be seen beside it: it is
   * compared with the raw client only, and held against no goal.
   */
  default Optional<Contender> variant() {
    return Optional.empty();
  }

  /** Those that the subject is compared with. */
  default List<Contender> rivals() {
    return contenders().stream()
        .filter(each -> each != subject() && variant().filter(each::equals).isEmpty())
        .toList();
  }

  /**
   * Who shows, for some works, what the server gives where the client costs nothing: what it does
   * not reach is hard to reach for whoever sends the same.
   */
  default Optional<Contender> ceiling() {
    return Optional.empty();
  }

  /** The goal for the subject's rate divided by a rival's; empty where none was set. */
  default Optional<Goal> goal(Work work, boolean ttl, int threads, Contender rival) {
    return Optional.empty();
  }

  /** The goal for the subject's bytes per entry divided by the raw client's; empty as above. */
  default Optional<Goal> memoryGoal(boolean ttl) {
    return Optional.empty();
  }

  /** What the bytes per entry are, as a sentence. */
  String memoryMeaning();

  /** A site on servers of the benchmark's own, which are empty. */
  Site start();

  /** A site on a server that is there; only its own keys are touched. */
  Site at(URI server);
}
