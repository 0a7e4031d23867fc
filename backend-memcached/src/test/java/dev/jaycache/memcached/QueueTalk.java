package dev.jaycache.memcached;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What tests say to queues and hear from them. */
final class QueueTalk {
  private QueueTalk() {}

  /** A write of a text that never expires. */
  static Command.Write write(Command.Mode mode, String key, String value, long cas) {
    return new Command.Write(0, mode, key, value.getBytes(StandardCharsets.US_ASCII), 0, cas);
  }

  /** A burst in the text protocol. */
  static Burst burst(Command... commands) {
    return Burst.of(List.of(commands), new TextWire());
  }

  /** What is sent now. */
  static String sent(BurstQueue queue) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    queue.fill(out);
    return new String(out.array(), 0, out.position(), StandardCharsets.ISO_8859_1);
  }

  /** Takes a text that the queue takes as a whole. */
  static void answer(BurstQueue queue, String text) {
    ByteBuffer in = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(queue.take(in));
    assertFalse(in.hasRemaining());
  }

  /** The replies of a burst that has all. */
  static List<Reply> replies(Burst burst) {
    assertTrue(burst.hasAll());
    return burst.replies(() -> new LinkException("missing", true, null));
  }

  /** A queue to a server that may understand quiet writes. */
  static BurstQueue mayBeQuiet(Wire wire) {
    return new BurstQueue(wire, QuietProbe.of(wire, new QuietProbe.Memory()));
  }

  /** Sends what there is to a server, and takes all replies. */
  static void exchange(Socket socket, BurstQueue queue) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(1 << 18);
    queue.fill(out);
    socket.getOutputStream().write(out.array(), 0, out.position());
    ByteBuffer in = ByteBuffer.allocate(1 << 16);
    while (!queue.isAnswered()) {
      int read = socket.getInputStream().read(in.array(), in.position(), in.remaining());
      assertTrue(read > 0);
      in.position(in.position() + read).flip();
      assertTrue(queue.take(in));
      in.compact();
    }
  }
}
