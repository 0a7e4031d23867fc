package dev.jaycache.benchmark.tracking;

import java.util.List;

/** How the server is asked to tell of changes. */
enum TrackingMode {
  /** Not at all: copies that grow old, as the cost of everything else. */
  NONE("none"),
  /** Of every key with a prefix, whoever read it, to a connection that is there for that. */
  BROADCAST("broadcast"),
  /** Of each key once after it was read, to a connection that is there for that. */
  PER_KEY("per key");

  private final String label;

  TrackingMode(String label) {
    this.label = label;
  }

  /** The name in reports. */
  String label() {
    return label;
  }

  /** What the connection says that is told of changes; nothing where it is not. */
  List<String> onEar() {
    return this == BROADCAST
        ? List.of("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", Entries.PREFIX)
        : List.of();
  }

  /**
   * What a connection says that reads; nothing where it need not.
   *
   * @param ear the id of the connection that is told
   */
  List<String> onData(String ear) {
    return this == PER_KEY ? List.of("CLIENT", "TRACKING", "ON", "REDIRECT", ear) : List.of();
  }
}
