package dev.jaycache.testkit.proxy;

/** Which way bytes go through a proxy. */
public enum Direction {
  /** From the client: requests. */
  TO_SERVER,
  /** From the server: replies. */
  TO_CLIENT
}
