package dev.jaycache.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaycache.store.CasStore;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The whole contract on a backend of five methods. */
class MapCasStoreTest extends StoreContract implements DamagedEntryContract, LostReplyContract {
  private final Map<String, ConcurrentMap<ByteBuffer, byte[]>> servers = new ConcurrentHashMap<>();
  private final AtomicBoolean loseWrite = new AtomicBoolean();
  private final AtomicBoolean loseRead = new AtomicBoolean();

  MapCasStoreTest() {
    super(TestClock.manual());
  }

  private ConcurrentMap<ByteBuffer, byte[]> server(StoreSpace space) {
    return servers.computeIfAbsent(space.cache(), name -> new ConcurrentHashMap<>());
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return new MapCasStore(server(space), clock()) {
      @Override
      protected @Nullable Cell read(byte[] key) {
        return told(super.read(key), loseRead);
      }

      @Override
      protected boolean insert(byte[] key, byte[] bytes, long expiresAt) {
        return told(super.insert(key, bytes, expiresAt), loseWrite);
      }

      @Override
      protected boolean replace(byte[] key, Object token, byte[] bytes, long expiresAt) {
        return told(super.replace(key, token, bytes, expiresAt), loseWrite);
      }

      @Override
      protected boolean delete(byte[] key, Object token) {
        return told(super.delete(key, token), loseWrite);
      }
    };
  }

  private static <T> T told(T reply, AtomicBoolean lose) {
    if (lose.getAndSet(false)) {
      throw new UnknownOutcomeException("the reply was lost", null);
    }
    return reply;
  }

  @Test
  void lostReplyOfAWrite_isFoundByItsStamp() {
    Store<byte[], byte[]> store = fixture().open();
    byte[] key = fixture().key();
    Mutation<byte[]> put =
        Mutation.put(Guard.any(), Bodies.text("a"), Ttl.ETERNAL, Ttl.ETERNAL, Want.EFFECT);
    for (Effect effect : List.of(Effect.CREATED, Effect.UPDATED)) {
      loseNextWriteReply();
      assertEquals(effect, store.apply(key, put).effect());
    }
    loseNextWriteReply();
    assertEquals(Effect.TOUCHED, store.apply(key, Mutation.access(Ttl.ofMillis(9))).effect());
    loseNextWriteReply();
    Mutation<byte[]> remove = Mutation.remove(Guard.any(), Want.EFFECT);
    assertThrows(UnknownOutcomeException.class, () -> store.apply(key, remove));
  }

  @Test
  void requestThatGotLost_isUnknown() {
    CasStore store =
        new MapCasStore(new ConcurrentHashMap<>(), clock()) {
          @Override
          protected boolean insert(byte[] key, byte[] bytes, long expiresAt) {
            throw new UnknownOutcomeException("the connection ended", null);
          }
        };
    Mutation<byte[]> put =
        Mutation.put(Guard.absent(), Bodies.text("a"), Ttl.ETERNAL, Ttl.ETERNAL, Want.EFFECT);
    assertThrows(UnknownOutcomeException.class, () -> store.apply(fixture().key(), put));
  }

  @Override
  public void loseNextWriteReply() {
    loseWrite.set(true);
  }

  @Override
  public void loseNextReadReply() {
    loseRead.set(true);
  }

  @Override
  public RawAccess raw(StoreSpace space) {
    ConcurrentMap<ByteBuffer, byte[]> server = server(space);
    return new RawAccess() {
      @Override
      public void write(byte[] key, byte[] bytes) {
        server.put(ByteBuffer.wrap(key.clone()), bytes);
      }

      @Override
      public byte @Nullable [] read(byte[] key) {
        return server.get(ByteBuffer.wrap(key));
      }

      @Override
      public long millisLeft(byte[] key) {
        return StoredEntry.UNKNOWN_EXPIRY;
      }
    };
  }
}
