package dev.jaycache.redis.cache;

import java.util.ArrayList;
import java.util.List;

/** Text in columns, for the output of a test. For one thread. */
final class Table {
  private final List<String> columns = new ArrayList<>();
  private final List<List<String>> lines = new ArrayList<>();

  Table(String... columns) {
    this.columns.addAll(List.of(columns));
  }

  void column(String name) {
    columns.add(name);
  }

  void line(String... cells) {
    lines.add(new ArrayList<>(List.of(cells)));
  }

  /** Adds to the last line. */
  void cell(Object cell) {
    lines.get(lines.size() - 1).add(cell.toString());
  }

  /** Markdown, with every column as wide as its widest cell. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text, columns);
    append(
        text, columns.stream().map(column -> "-".repeat(width(columns.indexOf(column)))).toList());
    lines.forEach(line -> append(text, line));
    return text.toString();
  }

  private void append(StringBuilder text, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      text.append("| ").append(String.format("%-" + width(i) + "s ", cells.get(i)));
    }
    text.append("|\n");
  }

  private int width(int column) {
    int width = columns.get(column).length();
    for (List<String> line : lines) {
      width = Math.max(width, column < line.size() ? line.get(column).length() : 0);
    }
    return width;
  }
}
