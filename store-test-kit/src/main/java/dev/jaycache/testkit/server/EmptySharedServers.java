package dev.jaycache.testkit.server;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Empties the shared servers after each class of tests. Servers list all of their keys to whoever
 * walks those of one cache: what other tests left would cost each later walk its time. Stateless.
 */
final class EmptySharedServers implements AfterAllCallback {
  @Override
  public void afterAll(ExtensionContext context) {
    SharedServers.empty();
  }
}
