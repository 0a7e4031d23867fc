package dev.jaycache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A unix socket as the kind of socket that the client library wants. As thread-safe as its channel.
 * It has no timeouts: whoever watches the deadlines closes the channel.
 *
 * <p>The JDK's channels know unix sockets since Java 16 (JEP 380), but give no {@link Socket} of
 * them. Its own streams over a channel hold a monitor while they wait, which pins virtual threads;
 * these don't.
 */
final class ChannelSocket extends Socket {
  private final SocketChannel channel;

  private ChannelSocket(SocketChannel channel) {
    this.channel = channel;
  }

  /** A socket over a connected channel. */
  static Socket over(SocketChannel channel) {
    return new ChannelSocket(channel);
  }

  /**
   * A connected channel. It waits for nothing: a server that has no room for another connection
   * refuses it.
   */
  static SocketChannel connect(String path) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    SocketChannel channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      if (!channel.connect(address)) {
        throw new IOException("the server has no room for another connection");
      }
      channel.configureBlocking(true);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(bytes, offset, length));
      }
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    };
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public boolean isInputShutdown() {
    return false;
  }

  @Override
  public boolean isOutputShutdown() {
    return false;
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
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return "ChannelSocket[" + channel + ']';
  }
}
