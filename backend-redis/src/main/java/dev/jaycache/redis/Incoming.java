package dev.jaycache.redis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Whether a server sent anything that nobody has read yet, seen at the channel alone. For one
 * thread at a time, while nobody reads. It sees nothing of what was read into a buffer.
 */
final class Incoming {
  private final SocketChannel channel;
  private final ByteBuffer probe = ByteBuffer.allocate(1);

  /** What comes on a channel, which is blocking before and after each call. */
  Incoming(SocketChannel channel) {
    this.channel = channel;
  }

  /** Whether the channel is open and nothing has come. A byte that has come is lost. */
  boolean isSilent() {
    try {
      channel.configureBlocking(false);
      int count = channel.read(probe.clear());
      channel.configureBlocking(true);
      return count == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Waits until something comes, for a time, or until somebody wakes the selector.
   *
   * @param selector of nobody else
   * @param millis 0: it only looks
   * @throws java.nio.channels.CancelledKeyException when somebody closes the channel meanwhile
   */
  boolean await(Selector selector, long millis) throws IOException {
    channel.configureBlocking(false);
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
    if (millis > 0) {
      selector.select(millis);
    } else {
      selector.selectNow();
    }
    boolean ready = key.isReadable();
    key.cancel();
    selector.selectNow();
    selector.selectedKeys().clear();
    channel.configureBlocking(true);
    return ready;
  }
}
