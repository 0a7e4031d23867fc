package dev.jaycache.store;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A read for one who may have a copy: first whether what the copy was made of still stands there,
 * and only where it doesn't, or that can't be told, what does. For one thread.
 */
final class CheckedRead implements CasWork {
  /** There is an entry, and who asks knows it. */
  private static final Outcome<byte[]> SAME = new Outcome<>(true, true, Effect.NONE, null);

  private final CasTask read;
  private final List<CasStep> check;
  private final Function<CasAnswer.Seen, @Nullable Object> validators;
  private boolean checked;
  private boolean same;

  /**
   * A read.
   *
   * @param read what reads it whole
   * @param validators see {@link BulkCasStore#validator}
   */
  CheckedRead(
      Held<byte[]> held, CasTask read, Function<CasAnswer.Seen, @Nullable Object> validators) {
    Object validator = held.validator();
    this.read = read;
    this.check = validator == null ? List.of() : List.of(new CasStep.Check(held.key(), validator));
    this.validators = validators;
    this.checked = check.isEmpty();
  }

  @Override
  public byte[] key() {
    return read.key();
  }

  @Override
  public List<CasStep> steps() {
    return checked ? read.steps() : check;
  }

  @Override
  public void take(List<CasAnswer> answers) {
    if (checked) {
      read.take(answers);
    } else {
      checked = true;
      same = answers.get(0) == CasAnswer.Done.YES;
    }
  }

  @Override
  public boolean isDone() {
    return same || read.isDone();
  }

  @Override
  public Outcome<byte[]> outcome() {
    if (same) {
      return SAME;
    }
    Outcome<byte[]> outcome = read.outcome();
    StoredEntry<byte[]> entry = outcome.previous();
    CasAnswer.Seen seen = read.seen();
    return entry == null || seen == null
        ? outcome
        : outcome.with(entry.withValidator(validators.apply(seen)));
  }
}
