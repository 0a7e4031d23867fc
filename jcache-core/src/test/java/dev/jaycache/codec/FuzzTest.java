package dev.jaycache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jaycache.store.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Damaged bytes, over a million of them, always the same ones: each is a value or an {@link
 * UndecodableException}, and none makes the decoders take memory that the bytes only claim to need.
 */
class FuzzTest {
  /** Far above what a decoder takes for itself, far below what a forged length asks for. */
  private static final long MOST_BYTES = 8L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private int inputs;
  private int values;

  @Test
  void damagedKeys_areKeysOrUndecodable() {
    List<byte[]> seeds = new ArrayList<>();
    KeyCodec codec = Samples.keyCodec("dev.jaycache.codec.Samples");
    GoldenTest.keys().values().forEach(key -> seeds.add(codec.encode(key)));
    fuzz(seeds, 200_000, 1, codec::decode);
    assertTrue(values > 10_000, () -> values + " values");
  }

  @Test
  void damagedEnvelopes_areEntriesOrNull() {
    List<byte[]> seeds = new ArrayList<>(GoldenTest.envelopes().values());
    fuzz(
        seeds,
        450_000,
        2,
        bytes -> {
          if (Envelope.open(bytes) == null) {
            throw new UndecodableException("null");
          }
          Envelope.key(bytes);
        });
    assertTrue(values > 10_000, () -> values + " values");
  }

  @Test
  void damagedScalars_areValuesOrUndecodable() {
    fuzzValues("java:", "java", 250_000, ValueTag.JAVA);
  }

  @Test
  void damagedSerialisedObjects_areValuesOrUndecodable() {
    fuzzValues("java:", "java", 50_000, (byte) 0);
  }

  @Test
  void damagedJson_isValueOrUndecodable() {
    fuzzValues("json", "json", 60_000, (byte) 0);
  }

  @Test
  void damagedFory_isValueOrUndecodable() {
    fuzzValues("fory", "fory", 60_000, (byte) 0);
  }

  @Test
  void damagedFrames_areValuesOrUndecodable() {
    Codec<Object, byte[]> codec = compressing();
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(codec.encode("abc ".repeat(100)));
    seeds.add(codec.encode(new byte[500_000]));
    seeds.add(codec.encode(Samples.order()));
    fuzz(seeds, 20_000, 3, codec::decode);
  }

  private static Codec<Object, byte[]> compressing() {
    CodecSettings zstd =
        new CodecSettings("java", 0, List.of("dev.jaycache.**"), 100, 1000, 1000, 1 << 20);
    return Codecs.of(zstd, FuzzTest.class.getClassLoader(), Object.class, Object.class).values();
  }

  /**
   * What is done once in a JVM, whichever input is the first to need it: each codec's library
   * begins, the native one for what looks compressed is unpacked, and the search for a class that
   * is nowhere opens all jars.
   */
  @BeforeAll
  static void payOnce() {
    for (String name : List.of("java", "json", "fory")) {
      Codec<Object, byte[]> codec = codec(name);
      GoldenTest.values()
          .forEach(
              (line, value) -> {
                if (line.startsWith(name)) {
                  codec.decode(codec.encode(value));
                }
              });
    }
    Codec<Object, byte[]> zstd = compressing();
    zstd.decode(zstd.encode("abc ".repeat(100)));
    assertThrows(ClassNotFoundException.class, () -> Class.forName("dev.jaycache.Nowhere"));
  }

  private static Codec<Object, byte[]> codec(String name) {
    CodecSettings settings = Samples.settings(name, "dev.jaycache.codec.Samples");
    return Codecs.of(settings, FuzzTest.class.getClassLoader(), Object.class, Object.class)
        .values();
  }

  /** By a prefix of their names in the golden file; under 0x20 are the scalars. */
  private void fuzzValues(String prefix, String name, int count, byte below) {
    Codec<Object, byte[]> codec = codec(name);
    List<byte[]> seeds = new ArrayList<>();
    GoldenTest.values()
        .forEach(
            (line, value) -> {
              byte[] body = line.startsWith(prefix) ? codec.encode(value) : null;
              if (body != null && (prefix.equals("json") || body[0] < ' ' == below > 0)) {
                seeds.add(body);
              }
            });
    assertTrue(seeds.size() > 2, () -> seeds.size() + " seeds");
    fuzz(seeds, count, name.hashCode(), codec::decode);
    assertTrue(values > 1000, () -> values + " values");
  }

  private void fuzz(List<byte[]> seeds, int count, long seed, Consumer<byte[]> decoder) {
    Random random = new Random(seed);
    // Classes that load and code that is generated are paid before the counting starts.
    seeds.forEach(decoder);
    for (int i = 0; i < count; i++) {
      byte[] input = damaged(seeds, random);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        decoder.accept(input);
        values++;
      } catch (UndecodableException e) {
        inputs++;
      } catch (Throwable e) {
        throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
      }
      long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (taken > MOST_BYTES) {
        throw new AssertionError(taken + " bytes for " + HexFormat.of().formatHex(input));
      }
    }
    assertEquals(count, inputs + values);
  }

  private static byte[] damaged(List<byte[]> seeds, Random random) {
    byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(input.length);
      switch (random.nextInt(8)) {
        case 0 -> input = java.util.Arrays.copyOf(input, Math.max(1, at));
        case 1 -> input[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> input[at] = new byte[] {0, 1, 127, -128, -1}[random.nextInt(5)];
        case 3 -> input = spliced(input, at, seeds.get(random.nextInt(seeds.size())), random);
        case 4 -> input = java.util.Arrays.copyOf(input, input.length + 1 + random.nextInt(8));
        case 5 -> forge(input, at, random);
        default -> input[at] = (byte) random.nextInt(256);
      }
    }
    return input;
  }

  private static byte[] spliced(byte[] head, int at, byte[] other, Random random) {
    int from = random.nextInt(other.length);
    return ByteBuffer.allocate(at + other.length - from + 1)
        .put(head, 0, at)
        .put(other, from, other.length - from)
        .array();
  }

  /** A length as a forger would set it. */
  private static void forge(byte[] input, int at, Random random) {
    int[] lengths = {Integer.MAX_VALUE, -1, 1 << 28, 10_000_000, 0x7fffff, Integer.MIN_VALUE};
    byte[] length = ByteBuffer.allocate(4).putInt(lengths[random.nextInt(lengths.length)]).array();
    System.arraycopy(length, 0, input, at, Math.min(4, input.length - at));
  }

  @Test
  void forgedLengths_takeNoMemory() throws IOException {
    Codec<Object, byte[]> codec =
        Codecs.of(Samples.settings("java", "dev.jaycache.**"), null, Object.class, Object.class)
            .values();
    for (int length : new int[] {Integer.MAX_VALUE, 9_999_999, 5_000_000, 100_000}) {
      assertModest(codec, serializedArray("[J", 'J', length));
      assertModest(codec, serializedArray("[B", 'B', length));
      assertModest(codec, serializedArray("[Ljava.lang.Object;", 'L', length));
      assertModest(codec, frame(length));
    }
    byte[] list = codec.encode(new ArrayList<>(List.of("a")));
    for (int at = 1; at < list.length - 4; at++) {
      byte[] forged = list.clone();
      ByteBuffer.wrap(forged).putInt(at, 9_999_999);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        codec.decode(forged);
      } catch (UndecodableException e) {
        inputs++;
      }
      assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before < 1 << 20);
    }
    assertTrue(inputs > 10);
    KeyCodec keys = Samples.keyCodec();
    for (String hex : List.of("18ffffffff07", "18ffffff7f", "1980808008", "17ffffffffff")) {
      byte[] key = HexFormat.of().parseHex(hex);
      assertThrows(UndecodableException.class, () -> keys.decode(key));
    }
  }

  @Test
  void forgedLengthsForFory_takeNoMemory() {
    Codec<Object, byte[]> codec =
        Codecs.of(
                Samples.settings("fory", "dev.jaycache.**"),
                FuzzTest.class.getClassLoader(),
                Object.class,
                Object.class)
            .values();
    byte[] length = {-1, -1, -1, 0x3f, 1, 1, 1, 1};
    for (Object value :
        List.of(
            new long[] {1},
            new Object[] {"a", new byte[] {1}},
            new ArrayList<>(List.of("a")),
            new java.util.HashMap<>(java.util.Map.of("a", 1)),
            new java.util.BitSet(5),
            Samples.order())) {
      byte[] body = codec.encode(value);
      codec.decode(body);
      for (int at = 1; at < body.length; at++) {
        byte[] forged = java.util.Arrays.copyOf(body, Math.max(body.length, at + length.length));
        System.arraycopy(length, 0, forged, at, length.length);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
          codec.decode(forged);
          values++;
        } catch (UndecodableException e) {
          inputs++;
        }
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(taken < 4 << 20, () -> taken + " bytes: " + HexFormat.of().formatHex(forged));
      }
    }
    assertTrue(inputs > 100);
  }

  private static void assertModest(Codec<Object, byte[]> codec, byte[] body) {
    assertThrows(UndecodableException.class, () -> codec.decode(body));
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertThrows(UndecodableException.class, () -> codec.decode(body));
    long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(taken < 256 << 10, () -> taken + " bytes");
  }

  private static byte[] serializedArray(String type, char kind, int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(ValueTag.JAVA);
    out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
    out.writeShort(ObjectStreamConstants.STREAM_VERSION);
    out.writeByte(ObjectStreamConstants.TC_ARRAY);
    out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
    out.writeUTF(type);
    out.writeLong(java.io.ObjectStreamClass.lookupAny(kind(kind)).getSerialVersionUID());
    out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
    out.writeShort(0);
    out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
    out.writeByte(ObjectStreamConstants.TC_NULL);
    out.writeInt(length);
    out.writeLong(0);
    return bytes.toByteArray();
  }

  private static Class<?> kind(char kind) {
    return switch (kind) {
      case 'J' -> long[].class;
      case 'B' -> byte[].class;
      default -> Object[].class;
    };
  }

  /** A tiny zstd frame whose header, and ours, claim a length. */
  private static byte[] frame(int length) {
    return ByteBuffer.allocate(18)
        .put(ValueTag.ZSTD)
        .putInt(length)
        .put(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xa0})
        .putInt(Integer.reverseBytes(length))
        .put(new byte[] {1, 0, 0, 0})
        .array();
  }
}
