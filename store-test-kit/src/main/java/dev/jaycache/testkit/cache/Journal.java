package dev.jaycache.testkit.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** What an application's objects were told during one step. Safe for any number of threads. */
final class Journal {
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<String, List<String>> topics = new TreeMap<>();

  /** Notes something whose order matters among the notes of its topic. */
  void inOrder(String topic, String note) {
    lock.lock();
    try {
      topics.computeIfAbsent(topic, same -> new ArrayList<>()).add(note);
    } finally {
      lock.unlock();
    }
  }

  /** Notes something of which only the number matters: bulk operations have no order. */
  void inAnyOrder(String topic, String note) {
    lock.lock();
    try {
      List<String> notes = topics.computeIfAbsent(topic, same -> new ArrayList<>());
      int at = Collections.binarySearch(notes, note);
      notes.add(at < 0 ? -at - 1 : at, note);
    } finally {
      lock.unlock();
    }
  }

  /** The notes since the last call. */
  Map<String, List<String>> take() {
    lock.lock();
    try {
      Map<String, List<String>> taken = new TreeMap<>(topics);
      topics.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
