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

  private String name = "";
  private Date since = new Date(0);

  /** For codecs that make an object first and then fill it. */
  public Guest() {}

  /** By the name of a key. */
  public Guest(String name) {
    this.name = name;
    this.since = new Date(name.hashCode());
  }

  /** The name of the key. */
  public String getName() {
    return name;
  }

  /** As {@link #getName}. */
  public void setName(String name) {
    this.name = name;
  }

  /** Some time. */
  public Date getSince() {
    return since;
  }

  /** As {@link #getSince}. */
  public void setSince(Date since) {
    this.since = since;
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
