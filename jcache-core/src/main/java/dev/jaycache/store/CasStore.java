package dev.jaycache.store;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BulkCasStore} in five methods, for a server that takes one request at a time. As
 * thread-safe as its five methods are.
 *
 * <p>A read takes one round trip, a write that needs the old state two.
 */
public abstract class CasStore extends BulkCasStore {
  /**
   * What a server holds under a key.
   *
   * @param bytes the envelope
   * @param token what {@link #replace} and {@link #delete} compare
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares cells; a copy would cost.
  public record Cell(byte[] bytes, Object token) {}

  /** A store by the given clock. */
  protected CasStore(InstantSource clock) {
    super(clock);
  }

  /** What stands under a key, or null. */
  protected abstract @Nullable Cell read(byte[] key);

  /**
   * Writes where nothing stands.
   *
   * @param expiresAt ms since the epoch, or {@link StoredEntry#NEVER_EXPIRES}
   * @return false where something stood there
   */
  protected abstract boolean insert(byte[] key, byte[] bytes, long expiresAt);

  /**
   * Writes where still the same stands.
   *
   * @return false where something else stands there, or nothing
   */
  protected abstract boolean replace(byte[] key, Object token, byte[] bytes, long expiresAt);

  /**
   * Removes what still is the same.
   *
   * @return false where something else stands there, or nothing
   */
  protected abstract boolean delete(byte[] key, Object token);

  @Override
  protected final List<CasAnswer> exchange(List<CasStep> steps, long deadline) {
    List<CasAnswer> answers = new ArrayList<>(steps.size());
    for (CasStep step : steps) {
      try {
        answers.add(answer(step));
      } catch (StoreException e) {
        answers.add(new CasAnswer.Failed(e));
      }
    }
    return answers;
  }

  private CasAnswer answer(CasStep step) {
    if (step instanceof CasStep.Read) {
      Cell cell = read(step.key());
      return cell == null
          ? CasAnswer.Seen.nothing(null)
          : CasAnswer.Seen.something(Envelope.open(cell.bytes()), cell.token());
    }
    if (step instanceof CasStep.Insert asked) {
      return done(insert(step.key(), sealed(asked.entry()), asked.entry().expiresAt()));
    }
    if (step instanceof CasStep.Replace asked && asked.token() != null) {
      StoredEntry<byte[]> entry = asked.entry();
      return done(replace(step.key(), asked.token(), sealed(entry), entry.expiresAt()));
    }
    if (step instanceof CasStep.Delete asked && asked.token() != null) {
      return done(delete(step.key(), asked.token()));
    }
    throw new IllegalStateException("unreachable: nobody asks for " + step.getClass());
  }

  private static byte[] sealed(StoredEntry<byte[]> entry) {
    return Envelope.seal(entry.version(), entry.value(), entry.expiresAt(), null);
  }

  private static CasAnswer done(boolean done) {
    return done ? CasAnswer.Done.YES : CasAnswer.Done.LOST_RACE;
  }
}
