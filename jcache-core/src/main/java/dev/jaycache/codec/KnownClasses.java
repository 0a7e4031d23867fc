package dev.jaycache.codec;

import java.util.Set;

/**
 * The classes that the {@link AllowList} knows without being told: value types that are always
 * allowed, and gadgets that never are. Constants, safe for any number of threads.
 */
final class KnownClasses {
  /** Value types and collections of the JDK. {@code URL} is missing: its hash asks the DNS. */
  private static final Set<String> VALUE_TYPES =
      Set.of(
          "java.lang.Object",
          "java.lang.Number",
          "java.lang.Enum",
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double",
          "java.lang.String",
          "java.lang.String$CaseInsensitiveComparator",
          "java.lang.StringBuilder",
          "java.lang.StringBuffer",
          "java.lang.Void",
          "java.lang.Record",
          "java.lang.Throwable",
          "java.lang.StackTraceElement",
          "java.math.BigInteger",
          "java.math.BigDecimal",
          "java.math.MathContext",
          "java.net.URI",
          "java.net.InetAddress",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetSocketAddress",
          "java.sql.Date",
          "java.sql.Time",
          "java.sql.Timestamp",
          "java.text.AttributedCharacterIterator$Attribute",
          "sun.util.calendar.ZoneInfo");

  private static final Set<String> UTIL =
      Set.of(
          "AbstractMap$SimpleEntry",
          "AbstractMap$SimpleImmutableEntry",
          "ArrayDeque",
          "ArrayList",
          "Arrays$ArrayList",
          "BitSet",
          "Calendar",
          "CollSer",
          "Currency",
          "Date",
          "EnumMap",
          "EnumSet",
          "EnumSet$SerializationProxy",
          "GregorianCalendar",
          "HashMap",
          "HashSet",
          "Hashtable",
          "IdentityHashMap",
          "JumboEnumSet",
          "LinkedHashMap",
          "LinkedHashSet",
          "LinkedList",
          "Locale",
          "Map$Entry",
          "Optional",
          "OptionalDouble",
          "OptionalInt",
          "OptionalLong",
          "PriorityQueue",
          "Properties",
          "RegularEnumSet",
          "SimpleTimeZone",
          "Stack",
          "TimeZone",
          "TreeMap",
          "TreeSet",
          "UUID",
          "Vector",
          "concurrent.ArrayBlockingQueue",
          "concurrent.ConcurrentHashMap",
          "concurrent.ConcurrentHashMap$Segment",
          "concurrent.ConcurrentHashMap$KeySetView",
          "concurrent.ConcurrentHashMap$CollectionView",
          "concurrent.ConcurrentLinkedDeque",
          "concurrent.ConcurrentLinkedQueue",
          "concurrent.ConcurrentSkipListMap",
          "concurrent.ConcurrentSkipListSet",
          "concurrent.CopyOnWriteArrayList",
          "concurrent.CopyOnWriteArraySet",
          "concurrent.LinkedBlockingDeque",
          "concurrent.LinkedBlockingQueue",
          "concurrent.atomic.AtomicBoolean",
          "concurrent.atomic.AtomicInteger",
          "concurrent.atomic.AtomicIntegerArray",
          "concurrent.atomic.AtomicLong",
          "concurrent.atomic.AtomicLongArray",
          "concurrent.atomic.AtomicReference",
          "concurrent.atomic.AtomicReferenceArray",
          "concurrent.atomic.LongAdder",
          "concurrent.atomic.LongAdder$SerializationProxy",
          "concurrent.atomic.Striped64",
          "concurrent.locks.AbstractOwnableSynchronizer",
          "concurrent.locks.AbstractQueuedSynchronizer",
          "concurrent.locks.ReentrantLock",
          "concurrent.locks.ReentrantLock$NonfairSync",
          "concurrent.locks.ReentrantLock$Sync");

  /** What Hibernate's second-level cache, Spring and the JSR's reference annotations store. */
  private static final Set<String> FRAMEWORKS =
      Set.of(
          "org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer$1",
          "org.hibernate.cache.internal.BasicCacheKeyImplementation",
          "org.hibernate.cache.internal.CacheKeyImplementation",
          "org.hibernate.cache.internal.NaturalIdCacheKey",
          "org.hibernate.cache.internal.QueryResultsCacheImpl$CacheItem",
          "org.hibernate.cache.internal.StandardQueryCache$CacheItem",
          "org.hibernate.cache.spi.QueryKey",
          "org.hibernate.cache.spi.QueryKey$ParameterBindingsMemento",
          "org.hibernate.query.internal.QueryParameterBindingsImpl$ParameterBindingsMementoImpl",
          "org.hibernate.cache.spi.entry.CollectionCacheEntry",
          "org.hibernate.cache.spi.entry.ReferenceCacheEntryImpl",
          "org.hibernate.cache.spi.entry.StandardCacheEntryImpl",
          "org.hibernate.cache.spi.support.AbstractReadWriteAccess$Item",
          "org.hibernate.cache.spi.support.AbstractReadWriteAccess$SoftLockImpl",
          "org.springframework.cache.interceptor.SimpleKey",
          "org.springframework.cache.support.NullValue",
          "org.jsr107.ri.annotations.DefaultGeneratedCacheKey");

  /** Beginnings of class names that take part in known deserialisation attacks. */
  private static final String[] REFUSED = {
    "bsh.",
    "clojure.",
    "com.alibaba.fastjson",
    "com.caucho.",
    "com.fasterxml.jackson.databind.node.POJONode",
    "com.mchange.",
    "com.rometools.",
    "com.sun.jmx.",
    "com.sun.jndi.",
    "com.sun.org.apache.",
    "com.sun.proxy.",
    "com.sun.rowset.",
    "com.sun.syndication.",
    "com.vaadin.data.util.",
    "com.zaxxer.hikari.",
    "groovy.",
    "java.awt.",
    "java.beans.",
    "java.lang.ClassLoader",
    "java.lang.Process",
    "java.lang.Runtime",
    "java.lang.Thread",
    "java.lang.invoke.",
    "java.lang.reflect.",
    "java.rmi.",
    "java.security.",
    "java.util.ServiceLoader",
    "java.util.logging.",
    "javassist.",
    "javax.crypto.SealedObject",
    "javax.el.",
    "javax.imageio.",
    "javax.management.",
    "javax.media.jai.",
    "javax.naming.",
    "javax.print.",
    "javax.script.",
    "javax.sql.rowset.",
    "javax.swing.",
    "javax.xml.transform.",
    "jdk.nashorn.",
    "jdk.proxy",
    "net.sf.json.",
    "ognl.",
    "oracle.jdbc.rowset.",
    "org.apache.bcel.",
    "org.apache.click.",
    "org.apache.commons.beanutils.",
    "org.apache.commons.collections.comparators.",
    "org.apache.commons.collections.functors.",
    "org.apache.commons.collections.keyvalue.TiedMapEntry",
    "org.apache.commons.collections.map.DefaultedMap",
    "org.apache.commons.collections.map.LazyMap",
    "org.apache.commons.collections.map.TransformedMap",
    "org.apache.commons.collections4.comparators.",
    "org.apache.commons.collections4.functors.",
    "org.apache.commons.collections4.keyvalue.TiedMapEntry",
    "org.apache.commons.collections4.map.DefaultedMap",
    "org.apache.commons.collections4.map.LazyMap",
    "org.apache.commons.collections4.map.TransformedMap",
    "org.apache.commons.configuration",
    "org.apache.commons.dbcp",
    "org.apache.commons.fileupload.",
    "org.apache.groovy.",
    "org.apache.ibatis.",
    "org.apache.myfaces.",
    "org.apache.tomcat.dbcp.",
    "org.apache.wicket.util.upload.",
    "org.apache.xalan.",
    "org.apache.xbean.",
    "org.aspectj.",
    "org.codehaus.groovy.",
    "org.hibernate.engine.spi.TypedValue",
    "org.hibernate.jmx.",
    "org.hibernate.property.",
    "org.hibernate.tuple.",
    "org.hibernate.type.",
    "org.jboss.interceptor.",
    "org.jboss.weld.",
    "org.mozilla.javascript.",
    "org.python.",
    "org.springframework.aop.",
    "org.springframework.beans.",
    "org.springframework.core.SerializableTypeWrapper",
    "org.springframework.jndi.",
    "org.springframework.transaction.jta.",
    "scala.sys.",
    "sun.reflect.",
    "sun.rmi.",
    "sun.swing."
  };

  private KnownClasses() {}

  /** Whether a class is always allowed, being a value type or a framework's cache class. */
  static boolean isValueType(Class<?> type) {
    String name = type.getName();
    if (VALUE_TYPES.contains(name) || FRAMEWORKS.contains(name)) {
      return true;
    }
    if (name.startsWith("java.util.")) {
      String rest = name.substring("java.util.".length());
      return UTIL.contains(rest)
          || rest.startsWith("Collections$")
          || rest.startsWith("ImmutableCollections$")
          || isPlainThrowable(type, rest);
    }
    return name.startsWith("java.time.")
        || (name.startsWith("java.lang.") && isPlainThrowable(type, name.substring(10)))
        || (name.startsWith("java.io.") && isPlainThrowable(type, name.substring(8)))
        || (name.startsWith("javax.cache.") && Throwable.class.isAssignableFrom(type));
  }

  /** Annotated methods cache exceptions too (JSR-107, section 10). */
  private static boolean isPlainThrowable(Class<?> type, String simpleName) {
    return simpleName.indexOf('.') < 0 && Throwable.class.isAssignableFrom(type);
  }

  /** Whether a class is refused whatever the configuration says. */
  static boolean isRefused(String name) {
    for (String refused : REFUSED) {
      if (name.startsWith(refused)) {
        return true;
      }
    }
    return false;
  }
}
