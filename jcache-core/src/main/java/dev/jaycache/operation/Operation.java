package dev.jaycache.operation;

import static dev.jaycache.operation.Operation.Condition.ABSENT;
import static dev.jaycache.operation.Operation.Condition.ANY;
import static dev.jaycache.operation.Operation.Condition.PRESENT;
import static dev.jaycache.operation.Operation.Condition.VALUE;
import static dev.jaycache.operation.Operation.Counting.EFFECT;
import static dev.jaycache.operation.Operation.Counting.LOOKUP;
import static dev.jaycache.operation.Operation.Counting.LOOKUP_AND_EFFECT;
import static dev.jaycache.operation.Operation.Counting.NOTHING;
import static dev.jaycache.operation.Operation.Expiry.ACCESS;
import static dev.jaycache.operation.Operation.Expiry.CREATE;
import static dev.jaycache.operation.Operation.Expiry.GIVEN;
import static dev.jaycache.operation.Operation.Expiry.NONE;
import static dev.jaycache.operation.Operation.Expiry.UPDATE;
import static dev.jaycache.operation.Operation.Writer.DELETE_ALWAYS;
import static dev.jaycache.operation.Operation.Writer.DELETE_IF_APPLIED;
import static dev.jaycache.operation.Operation.Writer.NEVER;
import static dev.jaycache.operation.Operation.Writer.WRITE_ALWAYS;
import static dev.jaycache.operation.Operation.Writer.WRITE_IF_APPLIED;

import dev.jaycache.store.Action;
import dev.jaycache.store.Want;

/**
 * The table of effects of JSR-107: for each operation its condition and action, the expiry question
 * that each outcome poses (6.1), what is counted (12.4), and the writer call (10.2). {@code
 * docs/semantics.md} is held against it by a test.
 */
public enum Operation {
  /** {@code containsKey}. */
  CONTAINS_KEY(PRESENT, Action.KEEP, asks(NONE, NONE, NONE), NOTHING, NEVER, Want.EFFECT),
  /** {@code get}, {@code getAll}, the iterator's {@code next}. */
  GET(PRESENT, Action.KEEP, asks(NONE, ACCESS, NONE), LOOKUP, NEVER, Want.PREVIOUS),
  /** {@code put}, {@code putAll}. */
  PUT(ANY, Action.PUT, asks(CREATE, UPDATE, NONE), EFFECT, WRITE_ALWAYS, Want.NOTHING),
  /** {@code getAndPut}. */
  GET_AND_PUT(
      ANY, Action.PUT, asks(CREATE, UPDATE, NONE), LOOKUP_AND_EFFECT, WRITE_ALWAYS, Want.PREVIOUS),
  /** {@code putIfAbsent}. */
  PUT_IF_ABSENT(
      ABSENT,
      Action.PUT,
      asks(CREATE, NONE, NONE),
      LOOKUP_AND_EFFECT,
      WRITE_IF_APPLIED,
      Want.EFFECT),
  /** {@code replace(key, value)}. */
  REPLACE(
      PRESENT,
      Action.PUT,
      asks(NONE, UPDATE, NONE),
      LOOKUP_AND_EFFECT,
      WRITE_IF_APPLIED,
      Want.EFFECT),
  /** {@code getAndReplace}. */
  GET_AND_REPLACE(
      PRESENT,
      Action.PUT,
      asks(NONE, UPDATE, NONE),
      LOOKUP_AND_EFFECT,
      WRITE_IF_APPLIED,
      Want.PREVIOUS),
  /** {@code replace(key, oldValue, newValue)}. */
  REPLACE_VALUE(
      VALUE,
      Action.PUT,
      asks(NONE, UPDATE, ACCESS),
      LOOKUP_AND_EFFECT,
      WRITE_IF_APPLIED,
      Want.EFFECT),
  /** {@code remove(key)}, the iterator's {@code remove}. */
  REMOVE(ANY, Action.REMOVE, asks(NONE, NONE, NONE), EFFECT, DELETE_ALWAYS, Want.EFFECT),
  /** {@code removeAll}, which answers nothing. */
  REMOVE_ALL(ANY, Action.REMOVE, asks(NONE, NONE, NONE), EFFECT, DELETE_ALWAYS, Want.NOTHING),
  /** {@code getAndRemove}. */
  GET_AND_REMOVE(
      ANY, Action.REMOVE, asks(NONE, NONE, NONE), LOOKUP_AND_EFFECT, DELETE_ALWAYS, Want.PREVIOUS),
  /** {@code remove(key, oldValue)}. */
  REMOVE_VALUE(
      VALUE,
      Action.REMOVE,
      asks(NONE, NONE, ACCESS),
      LOOKUP_AND_EFFECT,
      DELETE_IF_APPLIED,
      Want.EFFECT),
  /** A read-through load, and {@code loadAll} that leaves existing entries alone. */
  LOAD(ABSENT, Action.PUT, asks(CREATE, NONE, NONE), NOTHING, NEVER, Want.PREVIOUS),
  /** {@code loadAll} that replaces existing entries. */
  LOAD_REPLACE(ANY, Action.PUT, asks(CREATE, UPDATE, NONE), NOTHING, NEVER, Want.NOTHING),
  /** A load ahead of the expiry: what would be expired and created is replaced. */
  REFRESH(PRESENT, Action.PUT, asks(NONE, CREATE, NONE), NOTHING, NEVER, Want.EFFECT),
  /** {@code invoke} with a ready-made increment, which the store does by itself. */
  INCREMENT(
      ANY,
      Action.ADD,
      asks(CREATE, UPDATE, NONE),
      LOOKUP_AND_EFFECT,
      WRITE_IF_APPLIED,
      Want.PREVIOUS),
  /** {@code Counters.increment} of a counter that is there; beside a writer it is refused. */
  COUNT_UP(PRESENT, Action.ADD, asks(NONE, NONE, NONE), LOOKUP_AND_EFFECT, NEVER, Want.RESULT),
  /** {@code Counters.increment} with an initial value. */
  COUNT_UP_FROM(ANY, Action.ADD, asks(GIVEN, NONE, NONE), LOOKUP_AND_EFFECT, NEVER, Want.RESULT),
  /** {@code Counters.decrement} of a counter that is there. */
  COUNT_DOWN(
      PRESENT, Action.SUBTRACT, asks(NONE, NONE, NONE), LOOKUP_AND_EFFECT, NEVER, Want.RESULT),
  /** {@code Counters.decrement} with an initial value. */
  COUNT_DOWN_FROM(
      ANY, Action.SUBTRACT, asks(GIVEN, NONE, NONE), LOOKUP_AND_EFFECT, NEVER, Want.RESULT),
  /** {@code Counters.expire}. */
  EXPIRE(PRESENT, Action.KEEP, asks(NONE, GIVEN, NONE), NOTHING, NEVER, Want.EFFECT);

  /** When an operation acts. */
  public enum Condition {
    /** Always. */
    ANY,
    /** Where there is no entry. */
    ABSENT,
    /** Where there is an entry. */
    PRESENT,
    /** Where the entry has the given value. */
    VALUE
  }

  /** A question to the expiry policy. */
  public enum Expiry {
    /** The policy is not asked. */
    NONE,
    /** {@code getExpiryForCreation}. */
    CREATE,
    /** {@code getExpiryForUpdate}. */
    UPDATE,
    /** {@code getExpiryForAccess}. */
    ACCESS,
    /** The policy is not asked: the caller says. */
    GIVEN;

    private boolean isAsked() {
      return this != NONE && this != GIVEN;
    }
  }

  private record Questions(Expiry created, Expiry existing, Expiry mismatch) {}

  /** What the statistics take from an operation. */
  public enum Counting {
    /** Nothing. */
    NOTHING,
    /** A hit or a miss. */
    LOOKUP,
    /** A put or a removal, where one happened. */
    EFFECT,
    /** Both. */
    LOOKUP_AND_EFFECT
  }

  /** Which call of the cache writer comes first. */
  public enum Writer {
    /** None. */
    NEVER,
    /** {@code write}, whatever there is. */
    WRITE_ALWAYS,
    /** {@code write}, where the condition holds. */
    WRITE_IF_APPLIED,
    /** {@code delete}, whatever there is. */
    DELETE_ALWAYS,
    /** {@code delete}, where the condition holds. */
    DELETE_IF_APPLIED;

    /** Whether the call depends on what the store holds. */
    public boolean isConditional() {
      return this == WRITE_IF_APPLIED || this == DELETE_IF_APPLIED;
    }
  }

  /** What becomes of it under {@code on-error = miss} where the store fails. */
  public enum OnFailure {
    /** It finds nothing. */
    MISS,
    /** It does nothing, and what stands there is suspect. */
    DROP,
    /** It fails all the same, since a false answer would be worse. */
    THROW
  }

  private final Condition condition;
  private final Action action;
  private final Questions questions;
  private final Counting counting;
  private final Writer writer;
  private final Want want;

  Operation(
      Condition condition,
      Action action,
      Questions questions,
      Counting counting,
      Writer writer,
      Want want) {
    this.condition = condition;
    this.action = action;
    this.questions = questions;
    this.counting = counting;
    this.writer = writer;
    this.want = want;
  }

  private static Questions asks(Expiry created, Expiry existing, Expiry mismatch) {
    return new Questions(created, existing, mismatch);
  }

  /** When it acts. */
  public Condition condition() {
    return condition;
  }

  /** What it does. */
  public Action action() {
    return action;
  }

  /** The question where an entry is created. */
  public Expiry created() {
    return questions.created();
  }

  /** The question where the condition holds for an entry that is there. */
  public Expiry existing() {
    return questions.existing();
  }

  /** The question where the condition does not hold for an entry that is there. */
  public Expiry mismatch() {
    return questions.mismatch();
  }

  /** What is counted. */
  public Counting counting() {
    return counting;
  }

  /** Which writer call comes first. */
  public Writer writer() {
    return writer;
  }

  /** What its own result needs to know. */
  public Want want() {
    return want;
  }

  /**
   * What becomes of it under {@code on-error = miss} where the store fails: only what can be missed
   * or dropped without a false answer is.
   */
  public OnFailure onFailure() {
    return switch (this) {
      case CONTAINS_KEY, GET -> OnFailure.MISS;
      case PUT, REMOVE, REMOVE_ALL, LOAD, LOAD_REPLACE -> OnFailure.DROP;
      case GET_AND_PUT,
          PUT_IF_ABSENT,
          REPLACE,
          GET_AND_REPLACE,
          REPLACE_VALUE,
          GET_AND_REMOVE,
          REMOVE_VALUE,
          INCREMENT,
          COUNT_UP,
          COUNT_UP_FROM,
          COUNT_DOWN,
          COUNT_DOWN_FROM,
          REFRESH,
          EXPIRE ->
          OnFailure.THROW;
    };
  }

  /** Whether any outcome poses a question to the expiry policy. */
  public boolean asksExpiry() {
    return created().isAsked() || existing().isAsked() || mismatch().isAsked();
  }

  /** Whether its caller has just seen that there is no entry, which need not be read once more. */
  public boolean followsMiss() {
    return this == LOAD;
  }

  /** Whether the value comes from the loader. */
  public boolean isLoad() {
    return this == LOAD || this == LOAD_REPLACE || this == REFRESH;
  }

  /** Whether it is there to change the entry: its value, or how long it lives. */
  public boolean isMutating() {
    return action != Action.KEEP || existing() == GIVEN;
  }
}
