package dev.jaycache.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON, by Jackson. Safe for any number of threads. An Integer or a Long keeps the form
 * that a server can add to. JSON knows types only where classes declare them: so a list or map by
 * itself may hold text, truth, numbers, and lists and maps of these. Jackson's modules that are on
 * the class path are used.
 */
final class JsonPayload implements Payload {
  private static final int MAX_NAME = 0xffff;

  /** Jackson keeps types for all mappers together otherwise, and their class loaders with them. */
  private static final int MOST_TYPES = 1_000;

  private final AllowList allowed;
  private final ClassFinder classes;
  private final Class<?> valueType;
  private final ObjectMapper mapper;

  JsonPayload(AllowList allowed, ClassFinder classes, CodecSettings limits, Class<?> valueType) {
    this.allowed = allowed;
    this.classes = classes;
    this.valueType = valueType;
    this.mapper = mapper(limits);
  }

  private ObjectMapper mapper(CodecSettings limits) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(limits.maxDepth())
            .maxStringLength((int) limits.maxBytes())
            .maxNameLength((int) limits.maxBytes())
            .build();
    StreamWriteConstraints same =
        StreamWriteConstraints.builder().maxNestingDepth(limits.maxDepth()).build();
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(constraints)
                .streamWriteConstraints(same)
                .build())
        .typeFactory(TypeFactory.defaultInstance().withCache(new LRUMap<>(16, MOST_TYPES)))
        .addModules(ObjectMapper.findModules(classes.asClassLoader()))
        .addModule(new Guard())
        .polymorphicTypeValidator(new NamedTypes())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
        .build();
  }

  @Override
  public byte[] encode(Object value) {
    byte[] number = Scalars.wholeNumber(value);
    if (number != null) {
      return number;
    }
    Class<?> type = container(value);
    if (type == null) {
      type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    } else {
      requireNatural(value, value.getClass(), 0);
    }
    allowed.requireWritable(type, value.getClass());
    ByteSink sink = new ByteSink(256);
    if (type == valueType) {
      sink.write(ValueTag.JSON);
    } else {
      byte[] name = type.getName().getBytes(UTF_8);
      if (name.length > MAX_NAME) {
        throw new UnencodableException("the name of a class is longer than " + MAX_NAME);
      }
      sink.write(ValueTag.JSON_NAMED);
      sink.write(name.length >> 8);
      sink.write(name.length);
      sink.write(name);
    }
    write(value, sink);
    return sink.toBytes();
  }

  private void write(Object value, ByteSink sink) {
    try {
      mapper.writeValue(sink, value);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (cause(e, StreamConstraintsException.class) != null || e instanceof StackOverflowError) {
        throw tooDeep(value.getClass(), e);
      }
      UnencodableException refused = cause(e, UnencodableException.class);
      throw refused != null
          ? refused
          : new UnencodableException(
              "an object of "
                  + value.getClass().getName()
                  + " can't be written as JSON: "
                  + text(e),
              e);
    }
  }

  private UnencodableException tooDeep(Class<?> root, @Nullable Throwable cause) {
    return new UnencodableException(
        "an object of "
            + root.getName()
            + " can't be stored, since it could not be read again: nested deeper than"
            + " serialization.max-depth of "
            + mapper.getFactory().streamReadConstraints().getMaxNestingDepth(),
        cause);
  }

  @Override
  public Object decode(byte[] body) throws Exception {
    Class<?> type = valueType;
    int from = 1;
    if (body[0] == ValueTag.JSON_NAMED) {
      int length = (body[1] & 0xff) << 8 | (body[2] & 0xff);
      from = 3 + length;
      String name = Text.fromUtf8(body, 3, from);
      if (KnownClasses.isRefused(name)) {
        throw new UndecodableException(allowed.refusal(name));
      }
      type = classes.find(name);
    }
    if (!allowed.allows(type)) {
      throw new UndecodableException(allowed.refusal(type.getName()));
    }
    try {
      Object value = mapper.readValue(body, from, body.length - from, type);
      if (value == null) {
        throw new UndecodableException("null is no value");
      }
      return value;
    } catch (JsonProcessingException e) {
      UndecodableException refused = cause(e, UndecodableException.class);
      throw refused != null ? refused : new UndecodableException("no JSON: " + text(e), e);
    }
  }

  /** Without the piece of the document that Jackson likes to show. */
  private static String text(Throwable e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage().lines().findFirst().orElse("")
        : e.toString();
  }

  private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }

  /** What a list or map by itself is read as, or null for anything else. */
  private static @Nullable Class<?> container(Object value) {
    if (value instanceof List) {
      return java.util.ArrayList.class;
    }
    return value instanceof Map ? java.util.LinkedHashMap.class : null;
  }

  private void requireNatural(@Nullable Object value, Class<?> root, int depth) {
    if (depth > mapper.getFactory().streamReadConstraints().getMaxNestingDepth()) {
      throw tooDeep(root, null);
    }
    if (value instanceof List<?> list) {
      list.forEach(element -> requireNatural(element, root, depth + 1));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, mapped) -> {
            if (!(key instanceof String)) {
              throw unnatural(key, root);
            }
            requireNatural(mapped, root, depth + 1);
          });
    } else if (!isNatural(value)) {
      throw unnatural(value, root);
    }
  }

  private static boolean isNatural(@Nullable Object value) {
    return value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || (value instanceof Long number && number.intValue() != number)
        || (value instanceof Double number && Double.isFinite(number));
  }

  private static UnencodableException unnatural(@Nullable Object value, Class<?> root) {
    return new UnencodableException(
        "an object of "
            + root.getName()
            + " can't be written as JSON: in a list or map by itself, "
            + (value == null ? "a null key" : value.getClass().getName())
            + " would come back as another type; put it into a class that declares it, or set"
            + " another codec");
  }

  /** Asks the allow list for each class that Jackson takes apart or puts together. */
  private final class Guard extends SimpleModule {
    private static final long serialVersionUID = 1L;

    Guard() {
      super("jaycache-allow-list");
      setSerializerModifier(
          new BeanSerializerModifier() {
            private static final long serialVersionUID = 1L;

            @Override
            public JsonSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription bean, JsonSerializer<?> serializer) {
              allowed.requireWritable(bean.getBeanClass(), bean.getBeanClass());
              return serializer;
            }
          });
      setDeserializerModifier(
          new BeanDeserializerModifier() {
            private static final long serialVersionUID = 1L;

            @Override
            public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> reader) {
              if (!allowed.allows(bean.getBeanClass())) {
                throw new UndecodableException(allowed.refusal(bean.getBeanClass().getName()));
              }
              return reader;
            }
          });
    }
  }

  /** For classes that are annotated to carry class names themselves. */
  private final class NamedTypes extends PolymorphicTypeValidator.Base {
    private static final long serialVersionUID = 1L;

    @Override
    public Validity validateSubType(MapperConfig<?> config, JavaType base, JavaType subType) {
      return allowed.allows(subType.getRawClass()) ? Validity.ALLOWED : Validity.DENIED;
    }

    @Override
    public Validity validateBaseType(MapperConfig<?> config, JavaType base) {
      return Validity.INDETERMINATE;
    }

    @Override
    public Validity validateSubClassName(MapperConfig<?> config, JavaType base, String name) {
      return KnownClasses.isRefused(name) ? Validity.DENIED : Validity.INDETERMINATE;
    }
  }
}
