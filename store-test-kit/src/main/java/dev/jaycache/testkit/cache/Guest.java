package dev.jaycache.testkit.cache;

import java.io.Serializable;
import java.util.Date;
import java.util.Objects;

/** A value of an application with a class loader of its own. Not safe for several threads. */
@SuppressWarnings({
  "JavaUtilDate",
  "UndefinedEquals"
}) // a value that can change, which is the point
public final class Guest implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final Date since;

  /** By the name of a key. */
  public Guest(String name) {
    this.name = name;
    this.since = new Date(name.hashCode());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Guest that && name.equals(that.name) && since.equals(that.since);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, since);
  }

  @Override
  public String toString() {
    return "Guest " + name;
  }
}
