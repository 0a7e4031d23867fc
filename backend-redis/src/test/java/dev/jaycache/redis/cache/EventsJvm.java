package dev.jaycache.redis.cache;

import dev.jaycache.testkit.jvm.ParentJvm;
import java.net.URI;
import javax.cache.Cache;

/**
 * Another application with a cache of {@code events = cluster}. Argument: the server. It says
 * {@code ready}, then does what each line says ({@code key value}, or {@code key} to remove it) up
 * to {@code end}, and says three events that it heard.
 */
final class EventsJvm {
  private EventsJvm() {}

  public static void main(String[] args) {
    try (TestManagers managers = new TestManagers()) {
      Cache<String, String> cache = RemoteEventsTest.open(managers, URI.create(args[0]));
      HeardEvents heard = new HeardEvents();
      ParentJvm.say("ready");
      for (String line = ParentJvm.hear(); !line.equals("end"); line = ParentJvm.hear()) {
        String[] words = line.split(" ");
        if (words.length == 2) {
          cache.put(words[0], words[1]);
        } else {
          cache.remove(words[0]);
        }
      }
      cache.registerCacheEntryListener(heard.registered());
      ParentJvm.say("listening");
      heard.next(3).forEach(ParentJvm::say);
    }
  }
}
