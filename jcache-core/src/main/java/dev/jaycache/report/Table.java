package dev.jaycache.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as tables of text: a line of headings, a line for each record. Where a record has
 * a list of records, that one is a table of its own below it, indented. Stateless, safe for any
 * number of threads. What would act on a terminal is written as {@code \}{@code uXXXX}.
 */
public final class Table {
  private static final String INDENT = "  ";
  private static final String GAP = "  ";

  private Table() {}

  /**
   * Records as a table.
   *
   * @param rows records of public classes, all of one
   * @return lines, each with its end; empty where there is no record
   */
  public static String of(List<? extends Record> rows) {
    StringBuilder out = new StringBuilder();
    write(rows, "", out);
    return out.toString();
  }

  private static void write(List<? extends Record> rows, String indent, StringBuilder out) {
    List<Map<String, @Nullable Object>> plain = new ArrayList<>();
    for (Record row : rows) {
      Map<String, @Nullable Object> cells = new LinkedHashMap<>();
      List<List<? extends Record>> below = new ArrayList<>();
      Fields.of(row)
          .forEach(
              (name, value) -> {
                if (value instanceof List<?> list && isOfRecords(list)) {
                  below.add(records(list));
                } else {
                  cells.put(name, value);
                }
              });
      plain.add(cells);
      if (!below.isEmpty()) {
        grid(plain, indent, out);
        plain.clear();
        below.forEach(each -> write(each, indent + INDENT, out));
      }
    }
    grid(plain, indent, out);
  }

  private static boolean isOfRecords(List<?> list) {
    return list.stream().allMatch(Record.class::isInstance);
  }

  private static List<? extends Record> records(List<?> list) {
    return list.stream().map(Record.class::cast).toList();
  }

  private static void grid(
      List<Map<String, @Nullable Object>> rows, String indent, StringBuilder out) {
    if (rows.isEmpty()) {
      return;
    }
    Set<String> columns = new LinkedHashSet<>();
    for (Map<String, @Nullable Object> row : rows) {
      row.forEach(
          (name, value) -> {
            if (value != null) {
              columns.add(name);
            }
          });
    }
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (String column : columns) {
      int width = column.length();
      for (Map<String, @Nullable Object> row : rows) {
        width = Math.max(width, cell(row.get(column)).length());
      }
      widths.put(column, width);
    }
    StringBuilder heading = new StringBuilder(indent);
    boolean numbers;
    for (String column : columns) {
      numbers = isNumeric(rows, column);
      heading.append(pad(column, width(widths, column), numbers)).append(GAP);
    }
    out.append(heading.toString().stripTrailing()).append('\n');
    for (Map<String, @Nullable Object> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (String column : columns) {
        numbers = isNumeric(rows, column);
        line.append(pad(cell(row.get(column)), width(widths, column), numbers)).append(GAP);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static int width(Map<String, Integer> widths, String column) {
    return widths.getOrDefault(column, 0);
  }

  private static boolean isNumeric(List<Map<String, @Nullable Object>> rows, String column) {
    return rows.stream()
        .map(row -> row.get(column))
        .allMatch(v -> v == null || v instanceof Number);
  }

  private static String pad(String text, int width, boolean right) {
    String blanks = " ".repeat(width - text.length());
    return right ? blanks + text : text + blanks;
  }

  private static String cell(@Nullable Object value) {
    if (value == null || value.equals("")) {
      return "-";
    }
    return printable(value.toString());
  }

  /** A text without what would act on a terminal, or end a line. */
  public static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isControl(c)) {
        shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  /** Whether a character acts instead of being shown. */
  static boolean isControl(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
