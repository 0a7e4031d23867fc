package dev.jaycache.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Java serialisation through the {@link AllowList}, on both ways. Safe for any number of threads.
 * What is read may end in any exception; the codecs turn them into one.
 */
final class JavaSerialization {
  private final AllowList allowed;
  private final ClassFinder classes;
  private final CodecSettings limits;

  JavaSerialization(AllowList allowed, ClassFinder classes, CodecSettings limits) {
    this.allowed = allowed;
    this.classes = classes;
    this.limits = limits;
  }

  /**
   * Writes an object with references as they are.
   *
   * @throws UnencodableException also for what is beyond the limits, and so could not be read
   */
  void write(Object value, ByteSink to) {
    write(value, to, false);
  }

  /**
   * Writes an object so that equal strings, numbers and the like in it are one. Otherwise two equal
   * objects would have different bytes where one holds a string twice and the other two equal ones.
   */
  void writeShared(Object value, ByteSink to) {
    write(value, to, true);
  }

  private void write(Object value, ByteSink to, boolean share) {
    int from = to.size();
    String name = value.getClass().getName();
    // A class that writes a stand-in of itself is read back through the list all the same.
    allowed.requireWritable(value.getClass(), value.getClass());
    try (Output out = new Output(to, value.getClass(), share)) {
      out.writeObject(value);
      out.flush();
      if (out.mayBeBeyondLimits(to.size() - from)) {
        requireReadable(name, to.toBytes(), from);
      }
    } catch (UnencodableException e) {
      throw e;
    } catch (NotSerializableException e) {
      throw new UnencodableException(
          "an object of "
              + name
              + " can't be stored: "
              + e.getMessage()
              + " is not java.io.Serializable; make it so, or set another codec",
          e);
    } catch (StackOverflowError e) {
      throw new UnencodableException(
          "an object of "
              + name
              + " is nested too deep to be stored; the limits are serialization.max-depth of "
              + limits.maxDepth()
              + " and the stack of the thread");
    } catch (IOException | RuntimeException e) {
      throw new UnencodableException("an object of " + name + " can't be serialised: " + e, e);
    }
  }

  /**
   * Reads what was written as it will be read later. Nothing else counts exactly as the JDK's
   * reading does: the depth of what a class writes by itself, and the tables that collections make
   * room for.
   */
  private void requireReadable(String name, byte[] bytes, int from) {
    try {
      read(bytes, from, bytes.length);
    } catch (UndecodableException e) {
      throw new UnencodableException(
          "an object of "
              + name
              + " can't be stored, since it could not be read again: "
              + e.getMessage(),
          e);
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      // No limit of ours; what a class does when it is read is its own affair.
    }
  }

  /** Reads the object that stands from a position up to another. */
  Object read(byte[] bytes, int from, int to) throws IOException, ClassNotFoundException {
    StreamFilter filter = new StreamFilter(allowed, limits, to - from);
    try (Input in = new Input(new ByteArrayInputStream(bytes, from, to - from))) {
      in.setObjectInputFilter(filter);
      Object value = in.readObject();
      if (value == null) {
        throw new UndecodableException("null is no value");
      }
      return value;
    } catch (IOException e) {
      String refusal = filter.refusal();
      if (refusal != null) {
        throw new UndecodableException(refusal, e);
      }
      throw e;
    }
  }

  /** Asks the list for each class that gets into the stream, and counts what can nest others. */
  private final class Output extends ObjectOutputStream {
    /** How deep a value of the JDK is in itself, such as the digits of a BigDecimal. */
    private static final int DEPTH_OF_VALUES = 5;

    /** The most room that a table makes for each byte of its elements, and a bit for none. */
    private static final int ROOM_PER_BYTE = 8;

    private static final int LEAST_ROOM = 64;

    private final Class<?> root;
    private final @Nullable Map<Object, Object> shared;
    private int nesting;
    private int hashed;

    Output(OutputStream to, Class<?> root, boolean share) throws IOException {
      super(to);
      this.root = root;
      this.shared = share ? new HashMap<>() : null;
      enableReplaceObject(true);
    }

    /**
     * Whether what was written may be too deep, too large or too much to be read; a no is certain.
     * Each reference and each element of an array takes a byte at least. Objects that are deeper
     * than there are objects which can nest others do not exist; between two of these there is at
     * most a flat one.
     */
    boolean mayBeBeyondLimits(long bytes) {
      return 2L * nesting + DEPTH_OF_VALUES > limits.maxDepth()
          || hashed > StreamFilter.MAX_HASHED_DEPTH
          || bytes > limits.maxReferences()
          || bytes * ROOM_PER_BYTE + LEAST_ROOM > limits.maxArray();
    }

    @Override
    protected void annotateClass(Class<?> type) {
      allowed.requireWritable(type, root);
    }

    @Override
    protected void annotateProxyClass(Class<?> type) {
      allowed.requireWritable(type, root);
    }

    @Override
    protected Object replaceObject(Object object) {
      if (object instanceof Map || object instanceof Set) {
        hashed++;
      }
      if (!(object instanceof String) && !FlatTypes.isFlat(object.getClass())) {
        nesting++;
      }
      if (shared == null || !Immutables.isValue(object.getClass())) {
        return object;
      }
      Object first = shared.putIfAbsent(object, object);
      return first == null ? object : first;
    }
  }

  private final class Input extends ObjectInputStream {
    Input(ByteArrayInputStream from) throws IOException {
      super(from);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
      String name = description.getName();
      if (KnownClasses.isRefused(name)) {
        throw new UndecodableException(allowed.refusal(name));
      }
      Class<?> primitive = Primitives.named(name);
      return primitive == null ? classes.find(name) : primitive;
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) {
      throw new UndecodableException("a proxy is never deserialised");
    }
  }
}
