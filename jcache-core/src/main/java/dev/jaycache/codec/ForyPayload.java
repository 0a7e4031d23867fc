package dev.jaycache.codec;

import java.lang.reflect.Modifier;
import org.apache.fory.Fory;
import org.apache.fory.ThreadSafeFory;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.exception.InsecureException;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.memory.MemoryUtils;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.JdkProxySerializer;
import org.apache.fory.serializer.LambdaSerializer;
import org.apache.fory.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Values by Apache Fory, in its Java-native format. Safe for any number of threads. Classes may
 * gain and lose fields: the names of those that were written stand beside them.
 */
final class ForyPayload implements Payload {
  /** Objects take more room in memory than in bytes, small ones ten times as much. */
  private static final long MEMORY_PER_BYTE = 8;

  private static final int LEAST_DEPTH = 2;

  /** The least that an object takes which holds another: what it is, and what comes. */
  private static final int BYTES_PER_LEVEL = 2;

  private final AllowList allowed;
  private final ClassFinder classes;
  private final int maxDepth;
  private final long surelyReadable;
  private final ThreadSafeFory fory;

  ForyPayload(AllowList allowed, ClassFinder classes, CodecSettings limits) {
    this.allowed = allowed;
    this.classes = classes;
    this.maxDepth = Math.max(LEAST_DEPTH, limits.maxDepth());
    this.surelyReadable = Math.min((long) maxDepth * BYTES_PER_LEVEL, limits.maxBytes() / 4);
    this.fory =
        Fory.builder()
            .withXlang(false)
            .withCompatible(true)
            .requireClassRegistration(false)
            .suppressClassRegistrationWarnings(true)
            .withRefTracking(true)
            .withAsyncCompilation(false)
            .withClassLoader(classes.asClassLoader())
            .withTypeChecker((resolver, name) -> check(name))
            .withMaxDepth(maxDepth)
            .withMaxGraphMemoryBytes(limits.maxBytes() * MEMORY_PER_BYTE)
            .buildThreadSafeForyPool(Math.max(4, Runtime.getRuntime().availableProcessors()));
    fory.registerCallback(
        one -> {
          refuse(one, LambdaSerializer.ReplaceStub.class);
          refuse(one, JdkProxySerializer.ReplaceStub.class);
        });
  }

  private static <T> void refuse(Fory fory, Class<T> type) {
    fory.registerSerializer(type, resolver -> new Refusing<>(resolver, type));
  }

  @Override
  public byte[] encode(Object value) {
    MemoryBuffer buffer = MemoryUtils.buffer(256);
    buffer.writeByte(ValueTag.FORY);
    try {
      fory.serialize(buffer, value);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      throw unencodable(value.getClass(), e);
    }
    byte[] body = buffer.getBytes(0, buffer.writerIndex());
    if (body.length > surelyReadable && !FlatTypes.isFlat(value.getClass())) {
      requireReadable(value.getClass(), body);
    }
    return body;
  }

  /** Fory counts depth and memory when it reads, and lets nobody look while it writes. */
  private void requireReadable(Class<?> root, byte[] body) {
    try {
      decode(body);
    } catch (RuntimeException | StackOverflowError e) {
      if (!(e instanceof StackOverflowError) && !isBeyondLimits(e)) {
        // No limit of ours; what a class does when it is read is its own affair.
        return;
      }
      throw new UnencodableException(
          "an object of "
              + root.getName()
              + " can't be stored, since it could not be read again: it is nested deeper than"
              + " serialization.max-depth of "
              + maxDepth
              + ", or takes more memory than serialization.max-bytes allows",
          e);
    }
  }

  private static boolean isBeyondLimits(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InsecureException) {
        return true;
      }
    }
    return false;
  }

  private UnencodableException unencodable(Class<?> root, Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof StackOverflowError) {
        return new UnencodableException(
            "an object of "
                + root.getName()
                + " is nested too deep to be stored; the limits are serialization.max-depth of "
                + maxDepth
                + " and the stack of the thread");
      }
      if (cause instanceof RefusedException refused) {
        Class<?> type = refused.type;
        if (type != null) {
          try {
            allowed.requireWritable(type, root);
          } catch (UnencodableException unencodable) {
            return unencodable;
          }
        }
        return new UnencodableException(
            "an object of " + root.getName() + " can't be stored: " + refused.reason, e);
      }
    }
    if (e instanceof InsecureException || e.getCause() instanceof InsecureException) {
      return new UnencodableException(
          "an object of "
              + root.getName()
              + " can't be stored: in it is what is never deserialised",
          e);
    }
    return new UnencodableException(
        "an object of " + root.getName() + " can't be encoded by Fory: " + e, e);
  }

  @Override
  public Object decode(byte[] body) {
    MemoryBuffer buffer = MemoryUtils.wrap(body, 1, body.length - 1);
    Object value;
    try {
      value = fory.deserialize(buffer);
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof RefusedException refused) {
          throw new UndecodableException(refused.reason, e);
        }
      }
      throw e;
    }
    if (value == null || buffer.readerIndex() != body.length - 1) {
      throw new UndecodableException("no value, or bytes after its end");
    }
    return value;
  }

  /** Asked once per class that Fory does not know by itself. */
  private boolean check(String name) {
    if (name.indexOf('/') >= 0) {
      throw new RefusedException("a lambda is never deserialised", null);
    }
    if (KnownClasses.isRefused(name)) {
      throw new RefusedException(allowed.refusal(name), null);
    }
    try {
      Class<?> type = classes.find(name);
      // Types that fields are declared as are asked for too; of these there are no objects.
      if (!Modifier.isAbstract(AllowList.element(type).getModifiers()) && !allowed.allows(type)) {
        throw new RefusedException(allowed.refusal(name), type);
      }
      return true;
    } catch (ClassNotFoundException e) {
      throw new RefusedException("there is no class " + name, null);
    }
  }

  /** How the reason gets out through the library. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;
    private final transient @Nullable Class<?> type;

    RefusedException(String reason, @Nullable Class<?> type) {
      super(reason);
      this.reason = reason;
      this.type = type;
    }
  }

  /** Stands in for the serializers of lambdas and proxies, which name classes of their own. */
  private static final class Refusing<T> extends Serializer<T> {
    Refusing(TypeResolver resolver, Class<T> type) {
      super(resolver.getConfig(), type);
    }

    @Override
    public void write(WriteContext context, T value) {
      throw new RefusedException("lambdas and proxies are never deserialised", null);
    }

    @Override
    public T read(ReadContext context) {
      throw new RefusedException("lambdas and proxies are never deserialised", null);
    }
  }
}
