package dev.jaycache.near;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.codec.Codec;
import dev.jaycache.codec.UndecodableException;
import dev.jaycache.local.Bounds;
import dev.jaycache.local.LocalStore;
import dev.jaycache.store.Changes;
import dev.jaycache.store.FilterStore;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.PlainValues;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Tracking;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Near caches one after another, as before and after a restart, in front of one server. */
@Timeout(60)
class NearPreloadTest {
  private static final Mutation<String> READ = Mutation.read();
  private static final ClassLoader LOADER = NearPreloadTest.class.getClassLoader();

  /** A server that tells of changes from some moment on, and does something at bulk reads. */
  private static final class Server extends FilterStore<String, String> {
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean tells = true;
    private volatile boolean readTooEarly;
    private volatile @Nullable Changes<String> told;
    private volatile @Nullable String lost;
    private volatile Runnable meanwhile = () -> {};

    Server(Store<String, String> store) {
      super(store);
    }

    @Override
    public Outcome<String> apply(String key, Mutation<String> mutation) {
      return store.apply(key, mutation);
    }

    @Override
    public Outcome<String> readWhole(String key) {
      reads.incrementAndGet();
      return super.readWhole(key);
    }

    @Override
    public List<Outcome<String>> readAllWhole(List<String> keys) {
      readTooEarly |= !tells;
      List<Outcome<String>> outcomes = super.readAllWhole(keys);
      meanwhile.run();
      List<@Nullable Outcome<String>> known = new ArrayList<>(outcomes);
      for (int i = 0; i < keys.size(); i++) {
        if (keys.get(i).equals(lost)) {
          known.set(i, null);
          throw new StoreException("one is out of reach").withOutcomes(known);
        }
      }
      return outcomes;
    }

    @Override
    public Tracking track(Changes<String> changes, long maxStalenessNanos) {
      told = changes;
      return new Tracking() {
        @Override
        public long toldUntil() {
          return System.nanoTime();
        }

        @Override
        public boolean isLive() {
          return tells;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void clear() {
      store.clear();
    }

    @Override
    public void close() {
      // Servers outlive their clients.
    }
  }

  private static final Codec<String, byte[]> BYTES =
      new Codec<>() {
        @Override
        public byte[] encode(String key) {
          if (key.equals("unlinked")) {
            throw new NoClassDefFoundError("by the test");
          }
          return key.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] encoded) {
          String key = new String(encoded, StandardCharsets.UTF_8);
          if (key.equals("unreadable")) {
            throw new UndecodableException("by the test");
          }
          return key;
        }
      };

  private static final Codec<String, Object> SAME =
      new Codec<>() {
        @Override
        public Object encode(String value) {
          return value;
        }

        @Override
        public String decode(Object encoded) {
          return (String) encoded;
        }
      };

  @TempDir Path folder;

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Server server =
      new Server(new LocalStore<>(Bounds.none(), new PlainValues<>(), InstantSource.system()));

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() throws InterruptedException {
    System.setErr(before);
    executor.shutdown();
    // What is still being saved would be in the way of whoever deletes the folder.
    assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES));
  }

  private NearKeyFile file() {
    return NearKeyFile.of(folder, "here", "users");
  }

  private NearStore<String, String> start() {
    return start(executor, 5, Duration.ofDays(1));
  }

  private NearStore<String, String> start(Executor runner, int entries, Duration interval) {
    return new NearStore<>(
        server,
        new NearStore.Copies<>(SAME, SAME),
        new NearBounds(10, NearBounds.UNLIMITED, null, 1L << 50, NearBounds.UNLIMITED),
        new NearStore.Clock(System::nanoTime, InstantSource.system()),
        new PreloadPlan<>(
            "users",
            server,
            file(),
            BYTES,
            entries,
            interval,
            PreloadPlan.Background.on(runner, LOADER)));
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static void put(Store<String, String> store, String key, String value) {
    store.apply(key, Mutation.put(Guard.any(), value, Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING));
  }

  /** Writes down these keys, as a run of before would have. */
  private void remembered(String... keys) throws IOException {
    for (String key : keys) {
      put(server, key, "value of " + key);
    }
    file().write(List.of(keys).stream().map(BYTES::encode).toList());
  }

  private List<String> written() throws IOException {
    return file().read().stream().map(BYTES::decode).sorted().toList();
  }

  private List<String> logged(String text) {
    return log.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains(text)).toList();
  }

  @Test
  void afterARestart_theFirstReadIsAHit() throws IOException {
    put(server, "a", "1");
    put(server, "b", "2");
    NearStore<String, String> first = start(executor, 5, Duration.ofMillis(5));
    first.readNear("a", READ);
    first.readNear("b", READ);
    await(() -> isWritten("a", "b"));
    first.close();
    assertEquals(List.of("a", "b"), written());

    NearStore<String, String> second = start();
    await(() -> second.statistics().getPreloaded() == 2);
    server.reads.set(0);
    assertEquals("1", second.readNear("a", READ).previousValue());
    assertEquals("2", second.readNear("b", READ).previousValue());
    assertEquals(0, server.reads.get());
    assertEquals(2, second.statistics().getHits());
    assertEquals(0, second.statistics().getMisses());
    second.close();
  }

  @Test
  void ofMoreKeysThanAreRemembered_itIsThoseThatAreUsed() throws IOException {
    NearStore<String, String> near = start(executor, 1, Duration.ofMillis(5));
    for (int i = 0; i < 9; i++) {
      put(server, "k" + i, "v");
      near.readNear("k" + i, READ);
    }
    // Of many reads at a time a near cache notes some.
    await(
        () -> {
          near.readNear("k3", READ);
          return isWritten("k3");
        });
    near.close();
    assertEquals(List.of("k3"), written());
  }

  private boolean isWritten(String... keys) {
    try {
      return written().equals(List.of(keys));
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void threadsThatAreStarted_haveTheManagersLoader() throws IOException {
    remembered("a");
    ClassLoader loader = new URLClassLoader(new URL[0], LOADER);
    List<ClassLoader> seen = new CopyOnWriteArrayList<>();
    Executor noting =
        task ->
            new Thread(
                    () -> {
                      seen.add(Thread.currentThread().getContextClassLoader());
                      task.run();
                    })
                .start();
    NearStore<String, String> near =
        start(PreloadPlan.Background.on(noting, loader).executor(), 5, Duration.ofDays(1));
    await(() -> near.statistics().getPreloaded() == 1);
    assertEquals(List.of(loader), seen.subList(0, 1));
    near.close();
  }

  @Test
  void nothingIsRead_untilTheServerTellsOfChanges() throws IOException {
    remembered("a");
    server.tells = false;
    AtomicInteger steps = new AtomicInteger();
    NearStore<String, String> near =
        start(
            task -> {
              steps.incrementAndGet();
              executor.execute(task);
            },
            5,
            Duration.ofDays(1));
    await(() -> steps.get() > 3);
    server.tells = true;
    await(() -> near.statistics().getPreloaded() == 1);
    assertFalse(server.readTooEarly);
    near.close();
  }

  @Test
  void whereAllCopiesGoAtOnce_theyAreBroughtAgain() throws IOException {
    remembered("a", "b");
    server.tells = false;
    NearStore<String, String> near = start();
    Changes<String> changes = server.told;
    AtomicInteger times = new AtomicInteger();
    server.meanwhile =
        () -> {
          if (times.incrementAndGet() == 1 && changes != null) {
            changes.allChanged(Changes.Cause.RENEWED);
          }
        };
    server.tells = true;
    await(() -> near.statistics().getPreloaded() == 2);
    assertEquals(2, near.statistics().getEntries());
    assertEquals(2, near.statistics().getFillsRefused());
    near.close();
  }

  @Test
  void whatChangesMeanwhile_isNotKept() throws IOException {
    remembered("a");
    server.tells = false;
    NearStore<String, String> near = start();
    server.meanwhile = () -> put(near, "a", "new");
    server.tells = true;
    await(() -> near.statistics().getFillsRefused() == 1);
    assertEquals("new", near.readNear("a", READ).previousValue());
    assertEquals(0, near.statistics().getPreloaded());
    near.close();
  }

  @Test
  void damagedFile_isIgnoredAndReplaced() throws IOException {
    remembered("a");
    Path path = Path.of(file().toString());
    byte[] damaged = Files.readAllBytes(path);
    damaged[damaged.length - 5] ^= 1;
    Files.write(path, damaged);
    NearStore<String, String> near = start(executor, 5, Duration.ofMillis(5));
    await(() -> logged("is not read").size() == 1);
    assertTrue(logged("is not read").get(0).contains("cache users"));
    assertEquals("value of a", near.readNear("a", READ).previousValue());
    await(() -> isWritten("a"));
    near.close();
    assertEquals(1, logged("near.preload").size(), log.toString(StandardCharsets.UTF_8));
  }

  @Test
  void keyThatCantBeRead_isLeftOut() throws IOException {
    remembered("a", "unreadable", "b");
    NearStore<String, String> near = start();
    await(() -> near.statistics().getPreloaded() == 2);
    assertEquals(1, logged("leaves out 1 of 3").size());
    near.close();
  }

  @Test
  void serverThatFails_isAskedAgain() throws IOException {
    remembered("a");
    AtomicInteger times = new AtomicInteger();
    server.meanwhile =
        () -> {
          if (times.incrementAndGet() == 1) {
            throw new StoreException("by the test");
          }
        };
    NearStore<String, String> near = start();
    await(() -> near.statistics().getPreloaded() == 1);
    near.close();
  }

  @Test
  void keyThatFails_keepsNoOthersAwayAndIsTriedAgain() throws IOException {
    remembered("a", "b", "c");
    server.lost = "a";
    NearStore<String, String> near = start();
    await(() -> near.statistics().getPreloaded() == 2);
    server.reads.set(0);
    assertEquals("value of b", near.readNear("b", READ).previousValue());
    assertEquals(0, server.reads.get());
    server.lost = null;
    await(() -> near.statistics().getPreloaded() == 3);
    assertEquals(3, near.statistics().getEntries());
    near.close();
    assertEquals(List.of("a", "b", "c"), written());
  }

  @Test
  void keyWhoseClassesAreGone_isSaidAndNoErrorAtTheEnd() {
    NearStore<String, String> near = start(executor, 5, Duration.ofMillis(5));
    put(server, "unlinked", "1");
    near.readNear("unlinked", READ);
    await(() -> !logged("can't write").isEmpty());
    near.close();
    assertFalse(file().exists());
  }

  @Test
  void closeBeforeAnythingIsBrought_leavesTheFileAsItIs() throws IOException {
    remembered("a", "b");
    byte[] whole = Files.readAllBytes(Path.of(file().toString()));
    NearStore<String, String> near = start(task -> {}, 5, Duration.ofMillis(5));
    near.readNear("a", READ);
    near.close();
    assertArrayEquals(whole, Files.readAllBytes(Path.of(file().toString())));
  }

  @Test
  void whatIsLeftAfterAllCopiesWent_doesNotReplaceTheFile() throws IOException {
    assertEquals(List.of("a", "b"), writtenAtTheEnd(true));
    assertEquals(List.of("c", "d"), writtenAtTheEnd(false));
  }

  private List<String> writtenAtTheEnd(boolean cleared) throws IOException {
    Files.deleteIfExists(Path.of(file().toString()));
    AtomicInteger ended = new AtomicInteger();
    NearStore<String, String> near =
        start(
            task -> {
              task.run();
              ended.incrementAndGet();
            },
            5,
            Duration.ofDays(1));
    // Where there is no file, the first step is the last.
    await(() -> ended.get() == 1);
    remembered("a", "b");
    put(server, "c", "v");
    put(server, "d", "v");
    near.readNear("c", READ);
    if (cleared) {
      near.suspectAll();
    }
    near.readNear("d", READ);
    near.close();
    return written();
  }

  @Test
  void directoryThatCantBeMade_isSaidAndNoError() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");
    NearKeyFile nowhere = NearKeyFile.of(folder.resolve("file"), "here", "users");
    NearStore<String, String> near =
        new NearStore<>(
            server,
            new NearStore.Copies<>(SAME, SAME),
            new NearBounds(10, NearBounds.UNLIMITED, null, 1L << 50, NearBounds.UNLIMITED),
            new NearStore.Clock(System::nanoTime, InstantSource.system()),
            new PreloadPlan<>(
                "users",
                server,
                nowhere,
                BYTES,
                5,
                Duration.ofMillis(5),
                PreloadPlan.Background.on(executor, LOADER)));
    put(server, "a", "1");
    assertEquals("1", near.readNear("a", READ).previousValue());
    await(() -> !logged("can't write").isEmpty());
    near.close();
  }
}
