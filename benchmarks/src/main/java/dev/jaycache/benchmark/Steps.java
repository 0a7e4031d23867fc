package dev.jaycache.benchmark;

import java.util.SplittableRandom;

/**
 * Makes the steps of one work on one target. Safe for any number of threads; each step it makes is
 * for one.
 */
final class Steps {
  /** The counter that all threads share. */
  static final String HOT = "hot";

  private final Work work;
  private final Target target;
  private final Dataset data;
  private final int threads;

  Steps(Work work, Target target, Dataset data, int threads) {
    this.work = work;
    this.target = target;
    this.data = data;
    this.threads = threads;
  }

  /** The step of a thread. */
  Step forThread(int thread) {
    SplittableRandom random = new SplittableRandom(31L * work.name().hashCode() + thread);
    return switch (work) {
      case GET_HIT -> ticket -> target.get(anyKey(random)) != null;
      case GET_MISS -> ticket -> target.get(data.absent(random.nextInt(data.size()))) == null;
      case PUT ->
          ticket -> {
            target.put(anyKey(random), anyValue(random));
            return true;
          };
      case GET_AND_PUT -> ticket -> target.getAndPut(anyKey(random), anyValue(random)) != null;
      case PUT_IF_ABSENT -> ticket -> target.putIfAbsent(data.fresh(ticket), anyValue(random));
      case REPLACE -> new ReplaceOwnKeys(thread);
      case REMOVE -> ticket -> target.remove(data.fresh(ticket));
      case INVOKE_MANY ->
          ticket -> {
            target.invokeIncrement(anyKey(random));
            return true;
          };
      case INCREMENT_MANY ->
          ticket -> {
            target.increment(anyKey(random));
            return true;
          };
      case INVOKE_HOT ->
          ticket -> {
            target.invokeIncrement(HOT);
            return true;
          };
      case INCREMENT_HOT ->
          ticket -> {
            target.increment(HOT);
            return true;
          };
      case GET_ALL ->
          ticket -> target.getAll(data.keyBatches().get(anyBatch(random))).size() == Dataset.BATCH;
      case PUT_ALL ->
          ticket -> {
            target.putAll(data.entryBatches().get(anyBatch(random)));
            return true;
          };
      case REMOVE_ALL ->
          ticket -> {
            target.removeAll(data.freshBatches().get((int) ticket));
            return true;
          };
      case ITERATE -> ticket -> target.iterate() == data.size();
    };
  }

  private String anyKey(SplittableRandom random) {
    return data.key(random.nextInt(data.size()));
  }

  private String anyValue(SplittableRandom random) {
    return data.value(random.nextInt());
  }

  private int anyBatch(SplittableRandom random) {
    return random.nextInt(data.keyBatches().size());
  }

  /**
   * Every thread knows the values of its own keys, so that each replacement finds its old value.
   */
  private final class ReplaceOwnKeys implements Step {
    private final int thread;
    private int next;
    private String[] known = {};

    ReplaceOwnKeys(int thread) {
      this.thread = thread;
    }

    @Override
    public boolean run(long ticket) {
      if (known.length == 0) {
        putOwn();
      }
      int turn = next++;
      int own = turn % known.length;
      String old = known[own];
      String value = data.value(turn + 1 + own * 31);
      known[own] = value;
      return target.replace(data.key(own * threads + thread), old, value);
    }

    private void putOwn() {
      known = new String[Math.max(1, data.size() / threads)];
      for (int own = 0; own < known.length; own++) {
        known[own] = data.value(own);
        target.put(data.key(own * threads + thread), known[own]);
      }
    }
  }
}
