package dev.jaycache.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Classes and objects that the tests of this package share. */
final class Samples {
  private Samples() {}

  enum Color {
    RED,
    GREEN {
      @Override
      String mood() {
        return "calm";
      }
    };

    String mood() {
      return "";
    }
  }

  record Point(int x, String name) implements Serializable {}

  record Route(List<Point> points, Color color) {}

  record Frozen(Point point, Color color, long at) {}

  /** Recursive, and immutable all the same. */
  record Chain(int value, Chain next) {}

  /** A key as JPA wants it. */
  static final class PairKey implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String left;
    private final Object right;

    PairKey(String left, Object right) {
      this.left = left;
      this.right = right;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof PairKey that
          && left.equals(that.left)
          && Objects.equals(right, that.right);
    }

    @Override
    public int hashCode() {
      return Objects.hash(left, right);
    }
  }

  static final class NotSerializable {}

  /** A value with a bit of everything. */
  static final class Order implements Serializable {
    private static final long serialVersionUID = 1L;
    long id;
    String customer = "";
    List<Line> lines = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    int[] numbers = {};

    public long getId() {
      return id;
    }

    public void setId(long id) {
      this.id = id;
    }

    public String getCustomer() {
      return customer;
    }

    public void setCustomer(String customer) {
      this.customer = customer;
    }

    public List<Line> getLines() {
      return lines;
    }

    public void setLines(List<Line> lines) {
      this.lines = lines;
    }

    public Map<String, Integer> getCounts() {
      return counts;
    }

    public void setCounts(Map<String, Integer> counts) {
      this.counts = counts;
    }

    public int[] getNumbers() {
      return numbers;
    }

    public void setNumbers(int[] numbers) {
      this.numbers = numbers;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Order that
          && id == that.id
          && customer.equals(that.customer)
          && lines.equals(that.lines)
          && counts.equals(that.counts)
          && java.util.Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
      return Objects.hash(id, customer, lines, counts);
    }
  }

  record Line(String article, int pieces) implements Serializable {}

  static Order order() {
    Order order = new Order();
    order.id = 42;
    order.customer = "Ännchen";
    order.lines.add(new Line("nut", 3));
    order.lines.add(new Line("bolt", 4));
    order.counts.put("a", 1);
    order.numbers = new int[] {1, 2, 3};
    return order;
  }

  static CodecSettings settings(String codec, String... allow) {
    CodecSettings defaults = CodecSettings.defaults();
    return new CodecSettings(
        codec,
        -1,
        List.of(allow),
        defaults.maxDepth(),
        defaults.maxReferences(),
        defaults.maxArray(),
        defaults.maxBytes());
  }

  static ClassFinder classes() {
    return new ClassFinder(Samples.class.getClassLoader());
  }

  static KeyCodec keyCodec(String... allow) {
    return new KeyCodec(new AllowList(List.of(allow)), classes(), CodecSettings.defaults());
  }
}
