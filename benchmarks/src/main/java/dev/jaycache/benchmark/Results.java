package dev.jaycache.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a run has measured. Immutable.
 *
 * @param arena which store
 * @param environment machine, server, versions and settings, in the order of the report
 * @param contenders who took part
 * @param cells every cell, in the order of measurement
 * @param memory bytes per entry
 * @param absent who did not take part, and why
 */
record Results(
    Arena arena,
    Map<String, String> environment,
    List<Contender> contenders,
    List<Cell> cells,
    List<MemoryUse> memory,
    List<String> absent) {
  Optional<Cell> cell(Work work, boolean ttl, int threads, Contender contender) {
    return cells.stream()
        .filter(cell -> cell.work() == work && cell.ttl() == ttl)
        .filter(cell -> cell.threads() == threads && cell.contender() == contender)
        .findFirst();
  }

  /** The subject's rate divided by the rival's; empty where one of them did not take part. */
  Optional<Ratio> ratio(Work work, boolean ttl, int threads, Contender rival) {
    return ratio(work, ttl, threads, arena.subject(), rival);
  }

  /** One's rate divided by another's; empty where one of them did not take part. */
  Optional<Ratio> ratio(Work work, boolean ttl, int threads, Contender one, Contender rival) {
    return cell(work, ttl, threads, one)
        .flatMap(
            ours ->
                cell(work, ttl, threads, rival)
                    .map(theirs -> Ratio.of(ours.rounds(), theirs.rounds())));
  }

  /** The numbers of threads, ascending. */
  List<Integer> threads() {
    return cells.stream().map(Cell::threads).distinct().sorted().toList();
  }

  /** The works, in the order of the enum. */
  List<Work> works() {
    return cells.stream().map(Cell::work).distinct().sorted().toList();
  }

  /** With a time to live first. */
  List<Boolean> ttls() {
    return cells.stream()
        .map(Cell::ttl)
        .distinct()
        .sorted((a, b) -> Boolean.compare(b, a))
        .toList();
  }

  Optional<MemoryUse> memory(Contender contender, boolean ttl) {
    return memory.stream()
        .filter(use -> use.contender() == contender && use.ttl() == ttl)
        .findFirst();
  }
}
