package dev.jaycache.event;

import java.util.ArrayDeque;
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
 * for it. Safe for any number of threads; no lock is held while work is done, and work may queue
 * more work for the same key in the same thread.
 *
 * @param <K> the type of keys
 */
final class KeyQueues<K> {
  private final ConcurrentHashMap<K, KeyQueue> queues = new ConcurrentHashMap<>();
  private final long patienceMillis;

  /** Queues whose callers wait at most so many ms for others ahead of them. */
  KeyQueues(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  /** A piece of queued work. */
  final class Ticket {
    private final KeyQueue queue;
    private final Runnable work;
    private boolean done;
    private boolean abandoned;
    private @Nullable RuntimeException failure;

    private Ticket(KeyQueue queue, Runnable work) {
      this.queue = queue;
      this.work = work;
    }

    /**
     * Sees that the work is done, by this thread or another.
     *
     * @return false when those ahead take too long; the work will be done by them
     * @throws RuntimeException what the work threw
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
  Ticket queue(K key, Runnable work) {
    AtomicReference<Ticket> ticket = new AtomicReference<>();
    queues.compute(
        key,
        (same, existing) -> {
          KeyQueue queue = existing == null ? new KeyQueue(same) : existing;
          ticket.set(queue.add(work));
          return queue;
        });
    return Objects.requireNonNull(ticket.get());
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

    Ticket add(Runnable work) {
      Ticket ticket = new Ticket(this, work);
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
      // Work that queues work for its own key in its own thread would wait for itself for ever.
      boolean nested = false;
      lock.lock();
      try {
        nested = worker == Thread.currentThread();
        if (!nested && !await(mine)) {
          return false;
        }
        if (mine.done) {
          return true;
        }
        worker = Thread.currentThread();
      } finally {
        lock.unlock();
      }
      try {
        for (Ticket next = next(mine); next != null; next = next(mine)) {
          run(next);
        }
      } finally {
        if (!nested) {
          release();
        }
      }
      return true;
    }

    /** Waits until the ticket is done or nobody works; false when that takes too long. */
    private boolean await(Ticket mine) {
      long left = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
      while (!mine.done && worker != null) {
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

    private @Nullable Ticket next(Ticket mine) {
      lock.lock();
      try {
        Ticket head = tickets.peek();
        boolean more = head != null && (!mine.done || head.abandoned);
        return more ? tickets.poll() : null;
      } finally {
        lock.unlock();
      }
    }

    private void run(Ticket ticket) {
      RuntimeException thrown = null;
      try {
        ticket.work.run();
      } catch (RuntimeException e) {
        thrown = e;
      }
      lock.lock();
      try {
        ticket.failure = thrown;
        ticket.done = true;
        changed.signalAll();
      } finally {
        lock.unlock();
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
