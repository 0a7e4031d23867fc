package dev.jaycache.event;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done in the order in which it was queued for its key, by one of the callers who wait
 * for it. Safe for any number of threads; no lock is held while work is done. Work may queue more
 * work for its own key in its own thread: then what was queued before is done first, so that the
 * order holds for each listener, and the inner caller waits for its own work like any other.
 *
 * @param <K> the type of keys
 */
final class KeyQueues<K> {
  private final ConcurrentHashMap<K, KeyQueue> queues = new ConcurrentHashMap<>();
  private final long patienceMillis;

  /**
   * Queues whose callers wait at most so many ms for others ahead of them, or do their work at most
   * so long for them.
   */
  KeyQueues(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  /** Pieces of work that were queued together. */
  final class Ticket {
    private final KeyQueue queue;
    private final Queue<Runnable> steps;
    private int running;
    private boolean abandoned;
    private @Nullable RuntimeException failure;

    private Ticket(KeyQueue queue, Collection<? extends Runnable> steps) {
      this.queue = queue;
      this.steps = new ArrayDeque<>(steps);
    }

    private boolean isDone() {
      return steps.isEmpty() && running == 0;
    }

    private void failed(RuntimeException thrown) {
      if (failure == null) {
        failure = thrown;
      } else if (failure != thrown) {
        failure.addSuppressed(thrown);
      }
    }

    /**
     * Sees that the work is done, by this thread or another.
     *
     * @return false when those ahead take too long; the work will be done by them
     * @throws RuntimeException what the work threw; all of it was done nevertheless
     */
    boolean finish() {
      boolean finished = queue.runUntilDone(this);
      queues.computeIfPresent(queue.key, (key, same) -> same.isIdle() ? null : same);
      if (failure != null) {
        throw failure;
      }
      return finished;
    }
  }

  /** Queues work behind whatever is queued for the key. */
  Ticket queue(K key, Collection<? extends Runnable> steps) {
    AtomicReference<Ticket> ticket = new AtomicReference<>();
    queues.compute(
        key,
        (same, existing) -> {
          KeyQueue queue = existing == null ? new KeyQueue(same) : existing;
          ticket.set(queue.add(steps));
          return queue;
        });
    return Objects.requireNonNull(ticket.get());
  }

  /** For how many keys something is queued or being done. */
  int size() {
    return queues.size();
  }

  private final class KeyQueue {
    private final K key;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Ticket> tickets = new ArrayDeque<>();
    private @Nullable Thread worker;

    KeyQueue(K key) {
      this.key = key;
    }

    Ticket add(Collection<? extends Runnable> steps) {
      Ticket ticket = new Ticket(this, steps);
      lock.lock();
      try {
        tickets.add(ticket);
      } finally {
        lock.unlock();
      }
      return ticket;
    }

    boolean isIdle() {
      lock.lock();
      try {
        return tickets.isEmpty() && worker == null;
      } finally {
        lock.unlock();
      }
    }

    boolean runUntilDone(Ticket mine) {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
      boolean nested = false;
      lock.lock();
      try {
        // Work that queues work for its own key in its own thread would wait for itself for ever.
        nested = worker == Thread.currentThread();
        if (!nested && !await(mine)) {
          return false;
        }
        if (mine.isDone()) {
          return true;
        }
        worker = Thread.currentThread();
      } finally {
        lock.unlock();
      }
      boolean ended = false;
      try {
        while (runNext(mine, nested, until)) {}
        ended = true;
      } finally {
        if (!ended && !nested) {
          release();
        }
      }
      return !mine.abandoned;
    }

    /** Waits until the ticket is done or nobody works; false when that takes too long. */
    private boolean await(Ticket mine) {
      long left = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
      while (!mine.isDone() && worker != null) {
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
          mine.abandoned = true;
          return false;
        }
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return true;
    }

    /** Does the next piece; false, and no longer the worker, where there is no need to go on. */
    private boolean runNext(Ticket mine, boolean nested, long until) {
      Ticket head;
      Runnable step;
      lock.lock();
      try {
        head = tickets.peek();
        boolean done = mine.isDone();
        if (head == null || (done ? !head.abandoned : givesUp(mine, nested, until))) {
          if (!nested) {
            release();
          }
          return false;
        }
        step = head.steps.remove();
        head.running++;
        if (head.steps.isEmpty()) {
          tickets.remove();
        }
      } finally {
        lock.unlock();
      }
      run(head, step);
      return true;
    }

    /**
     * Leaves the ticket to others where those ahead took too long. Nobody may leave what nobody
     * else comes for: who has queued what is ahead and has not left it, does it and what was left
     * behind it. What is nested is done by whoever runs the outer work, at the latest.
     */
    private boolean givesUp(Ticket mine, boolean nested, long until) {
      boolean isNext = tickets.peek() == mine;
      if (until - System.nanoTime() > 0 || isNext || (!nested && !othersComeBefore(mine))) {
        return false;
      }
      mine.abandoned = true;
      return true;
    }

    private boolean othersComeBefore(Ticket mine) {
      for (Ticket ahead : tickets) {
        if (ahead == mine) {
          return false;
        }
        if (!ahead.abandoned) {
          return true;
        }
      }
      return false;
    }

    private void run(Ticket ticket, Runnable step) {
      RuntimeException thrown = null;
      try {
        step.run();
      } catch (RuntimeException e) {
        thrown = e;
      } finally {
        lock.lock();
        try {
          ticket.running--;
          if (thrown != null) {
            ticket.failed(thrown);
          }
          changed.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }

    private void release() {
      lock.lock();
      try {
        worker = null;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
