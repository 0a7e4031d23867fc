package dev.jaycache.testkit.outage;

import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.RedisProcess;

/** A server of a test's own that can go away and come back. For one thread. */
public interface OutageServer extends AutoCloseable {
  /** Where it listens on 127.0.0.1, as long as it is not restarted elsewhere. */
  int port();

  /** The scheme of its URI. */
  String scheme();

  /** Freezes it: connections stay open and nobody answers. */
  void pause();

  /** Lets a frozen one go on. */
  void resume();

  /** Ends it as a crash would. */
  void kill();

  /** Starts it again on the same port, empty. */
  void restart();

  /** Whether it runs, frozen or not. */
  boolean isAlive();

  /** Ends it. */
  @Override
  void close();

  /** A Redis or Valkey server; closed with this. */
  static OutageServer of(RedisProcess process) {
    return new OutageServer() {
      @Override
      public int port() {
        return process.port();
      }

      @Override
      public String scheme() {
        return "redis";
      }

      @Override
      public void pause() {
        process.pause();
      }

      @Override
      public void resume() {
        process.resume();
      }

      @Override
      public void kill() {
        process.kill();
      }

      @Override
      public void restart() {
        process.restart();
      }

      @Override
      public boolean isAlive() {
        return process.isAlive();
      }

      @Override
      public void close() {
        process.close();
      }
    };
  }

  /** A memcached server; closed with this. */
  static OutageServer of(MemcachedProcess process) {
    return new OutageServer() {
      @Override
      public int port() {
        return process.port();
      }

      @Override
      public String scheme() {
        return "memcached";
      }

      @Override
      public void pause() {
        process.pause();
      }

      @Override
      public void resume() {
        process.resume();
      }

      @Override
      public void kill() {
        process.kill();
      }

      @Override
      public void restart() {
        process.restart();
      }

      @Override
      public boolean isAlive() {
        return process.isAlive();
      }

      @Override
      public void close() {
        process.close();
      }
    };
  }
}
