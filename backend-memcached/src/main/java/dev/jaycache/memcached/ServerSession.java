package dev.jaycache.memcached;

import com.google.code.yanf4j.core.WriteMessage;
import com.google.code.yanf4j.nio.NioSessionConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import net.rubyeye.xmemcached.CommandFactory;
import net.rubyeye.xmemcached.command.Command;
import net.rubyeye.xmemcached.impl.MemcachedTCPSession;
import net.rubyeye.xmemcached.impl.Optimizer;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Bursts may be written by any number of threads; the reactor's thread reads. What
 * it was sent and will not answer any more, it fails.
 */
final class ServerSession extends MemcachedTCPSession {
  private final String place;
  private volatile long lastReceived = System.nanoTime();
  private volatile @Nullable String problem;
  private @Nullable Burst current;

  ServerSession(
      NioSessionConfig config,
      int readBuffer,
      Optimizer optimizer,
      CommandFactory commands,
      String place) {
    super(config, readBuffer, optimizer, 0, commands);
    this.place = place;
  }

  /** Whether the server sent nothing since a moment of the nanosecond clock. */
  boolean isMuteSince(long moment) {
    return lastReceived - moment < 0;
  }

  /** Takes bytes; false when the connection is of no use any more. For the reactor's thread. */
  boolean receive(ByteBuffer in) {
    lastReceived = System.nanoTime();
    while (in.hasRemaining()) {
      if (current == null) {
        current = (Burst) commandAlreadySent.poll();
      }
      Burst burst = current;
      if (burst == null) {
        problem = "sent what nobody asked for; is it memcached?";
        return false;
      }
      try {
        if (!burst.decode(this, in)) {
          return true;
        }
        current = null;
      } catch (Wire.NoReplyException e) {
        problem = "sent no proper reply (" + e.getMessage() + "); is it memcached?";
        return false;
      }
    }
    return true;
  }

  /** Ends the connection without waiting; the reactor's thread does the rest. */
  void cut(String why) {
    problem = why;
    try {
      SocketChannel channel = (SocketChannel) selectableChannel;
      channel.shutdownOutput();
      channel.shutdownInput();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  /** Tells everybody who waits for this connection that it has ended. */
  void failAll() {
    for (WriteMessage left = writeQueue.poll(); left != null; left = writeQueue.poll()) {
      ((Burst) left.getMessage()).fail(ended(false));
    }
    for (Command sent = commandAlreadySent.poll(); sent != null; sent = commandAlreadySent.poll()) {
      ((Burst) sent).fail(ended(true));
    }
    Burst burst = current;
    if (burst != null) {
      burst.fail(ended(true));
    }
  }

  /** Why the connection ended. */
  LinkException ended(boolean maybeSent) {
    String why = problem;
    return new LinkException(
        why == null ? "closed the connection before its reply" : why, maybeSent, null);
  }

  @Override
  public String toString() {
    return place;
  }
}
