package dev.jaycache.redis;

import dev.jaycache.store.BusyPoll;
import dev.jaycache.store.Callers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Reads from a channel what comes soon, without sleeping: the beginning of a reply, and the rest of
 * one whose beginning came soon. For one thread at a time. The channel is blocking before and after
 * each call.
 */
final class PolledChannel implements BusyPoll.Awaited {
  private final SocketChannel channel;
  private final BusyPoll beginnings;

  /** Of its own: what is in vain here says nothing about beginnings, nor the other way round. */
  private final BusyPoll rests;

  private final Callers callers;
  private ByteBuffer into = ByteBuffer.allocate(0);
  private boolean blocking = true;
  private boolean begun;
  private int count;

  /**
   * What comes on a connected channel.
   *
   * @param time how long to look at most
   * @param callers of whom there may be one only for it to look
   */
  PolledChannel(SocketChannel channel, Duration time, Callers callers) {
    this.channel = channel;
    this.beginnings = new BusyPoll(time);
    this.rests = new BusyPoll(time);
    this.callers = callers;
  }

  /**
   * Reads, where something comes soon.
   *
   * @param sent how many bytes were sent since the last read; 0: the rest of a reply is read
   * @return how many bytes; -1: there will be no more; 0: nothing came, or it did not look
   */
  int read(byte[] bytes, int from, int length, long sent) throws IOException {
    into = ByteBuffer.wrap(bytes, from, length);
    try {
      boolean came;
      if (sent > 0) {
        came = beginnings.await(this, sent, Long.MAX_VALUE);
        begun = came;
      } else {
        came = begun && rests.await(this, 0, Long.MAX_VALUE);
      }
      return came ? count : 0;
    } finally {
      if (!blocking) {
        blocking = true;
        block();
      }
    }
  }

  private void block() throws IOException {
    try {
      channel.configureBlocking(true);
    } catch (ClosedChannelException e) {
      // What was read before counts, and the next read tells.
    }
  }

  @Override
  public boolean hasCome() throws IOException {
    if (blocking) {
      channel.configureBlocking(false);
      blocking = false;
    }
    count = channel.read(into);
    return count != 0;
  }

  @Override
  public boolean isAlone() {
    return callers.areOne();
  }
}
