package dev.jaycache.redis;

import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket that tells a {@link TimeLimit} when bytes come or go. As thread-safe as the
 * socket, as far as the client library uses one.
 */
final class LimitedSocket extends Socket {
  /** So much at a time, so that a slow link is seen to move. */
  private static final int PIECE = 16_384;

  /** Up to so much is written by one call of the system. */
  private static final int GATHERED = 32_768;

  private final Socket socket;
  private final TimeLimit limit;
  private final @Nullable PolledChannel polled;

  /** How many bytes since the last read. */
  private long sent;

  /**
   * Wraps a connected socket.
   *
   * @param polled what reads the socket's bytes where they come soon; null: nothing does
   */
  LimitedSocket(Socket socket, TimeLimit limit, @Nullable PolledChannel polled) {
    this.socket = socket;
    this.limit = limit;
    this.polled = polled;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(socket.getInputStream()) {
      @Override
      public int read() throws IOException {
        int read = in.read();
        limit.moved();
        return read;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        int read = polled == null ? 0 : polled.read(into, from, length, sent);
        sent = 0;
        if (read == 0) {
          read = in.read(into, from, length);
        }
        limit.moved();
        return read;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    FilterOutputStream limited =
        new FilterOutputStream(socket.getOutputStream()) {
          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            int piece = limit.isRenewed() ? PIECE : Math.max(1, length);
            for (int at = 0; at < length; at += piece) {
              out.write(bytes, from + at, Math.min(piece, length - at));
              limit.moved();
            }
            sent += length;
          }
        };
    // The client library hands over what it has in pieces of 8 KB, and flushes in the end.
    return new BufferedOutputStream(limited, GATHERED);
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }

  @Override
  public void setSoTimeout(int millis) {
    // Deadlines are watched.
  }

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}
