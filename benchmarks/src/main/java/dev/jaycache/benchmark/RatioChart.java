package dev.jaycache.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Draws the ratios as an SVG image: a panel for each rival, a group of bars for each work, a bar
 * for each number of threads, to the right of 1 where the subject is faster. For one thread, once.
 */
final class RatioChart {
  private static final int LABELS = 290;
  private static final int PANEL = 330;
  private static final int VALUES = 52;
  private static final int GAP = 28;
  private static final int TOP = 112;
  private static final int BAR = 13;
  private static final int GROUP_GAP = 11;
  private static final int BOTTOM = 46;
  private static final String[] BLUES = {"#9ecae1", "#4292c6", "#08519c", "#08306b"};
  private static final String INK = "#222222";
  private static final String PALE = "#dddddd";
  private static final String BAD = "#c0392b";
  private static final String FLOOR = "#d95f02";
  private static final String AIM = "#1b7837";

  private final Results results;
  private final boolean ttl;
  private final List<Integer> threads;
  private final int groupHeight;
  private final int bottom;
  private final StringBuilder svg = new StringBuilder();

  RatioChart(Results results, boolean ttl) {
    this.results = results;
    this.ttl = ttl;
    this.threads = results.threads();
    this.groupHeight = threads.size() * BAR + GROUP_GAP;
    this.bottom = TOP + results.works().size() * groupHeight;
  }

  /** The name of the file that holds it. */
  static String fileName(boolean ttl) {
    return ttl ? "ratios-ttl-on.svg" : "ratios-ttl-off.svg";
  }

  /** The whole image. */
  String svg() {
    int width = LABELS + results.arena().rivals().size() * (PANEL + VALUES + GAP);
    int height = bottom + BOTTOM;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
            + " role=\"img\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\">",
        width, height, width, height);
    String title =
        results.arena().rivals().stream()
            .map(Contender::label)
            .collect(
                Collectors.joining(", to ", "Operations per second of JayCache, relative to ", ""));
    add("<title>%s</title>", title);
    add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
    text(16, 28, 17, "start", INK, title);
    text(16, 48, 12, "start", INK, subtitle());
    legend();
    labels(width);
    double left = LABELS;
    for (Contender rival : results.arena().rivals()) {
      panel(rival, left);
      left += PANEL + VALUES + GAP;
    }
    add("</svg>");
    return svg.toString();
  }

  private String subtitle() {
    return (ttl ? "Entries live ten minutes" : "Entries without a time to live")
        + "; logarithmic scale; "
        + results.environment().getOrDefault("server", "")
        + "; "
        + results.environment().getOrDefault("clients", "");
  }

  private void legend() {
    double x = 16;
    for (int i = 0; i < threads.size(); i++) {
      rectangle(x, 62, 14, BAR - 2, colour(i));
      text(
          x + 19,
          72,
          12,
          "start",
          INK,
          threads.get(i) + (threads.get(i) == 1 ? " thread" : " threads"));
      x += 95;
    }
    line(x + 4, 61, x + 4, 74, FLOOR, 2.5);
    text(x + 12, 72, 12, "start", INK, "floor");
    line(x + 64, 61, x + 64, 74, AIM, 2.5);
    text(x + 72, 72, 12, "start", INK, "aim");
    text(x + 112, 72, 12, "start", BAD, "red figure: below the floor");
  }

  private void labels(int width) {
    int y = TOP;
    for (Work work : results.works()) {
      line(16, y - GROUP_GAP / 2.0, width - GAP, y - GROUP_GAP / 2.0, PALE, 0.5);
      double middle = y + threads.size() * BAR / 2.0 + 4;
      text(LABELS - 12, middle, 12, "end", INK, work.label());
      y += groupHeight;
    }
  }

  private void panel(Contender rival, double left) {
    LogAxis axis = LogAxis.around(shown(rival), left, PANEL);
    text(left + PANEL / 2.0, TOP - 14, 13, "middle", INK, "JayCache ÷ " + rival.label());
    for (int exponent = axis.lowest(); exponent <= axis.highest(); exponent++) {
      double x = axis.x(Math.pow(2, exponent));
      line(x, TOP - 6, x, bottom, exponent == 0 ? INK : PALE, exponent == 0 ? 1.2 : 0.8);
      text(x, bottom + 16, 11, "middle", INK, LogAxis.label(exponent));
    }
    text(left + PANEL / 2.0, bottom + 34, 11, "middle", INK, "times as many operations per second");
    int y = TOP;
    for (Work work : results.works()) {
      for (int i = 0; i < threads.size(); i++) {
        bar(work, i, rival, axis, y + i * BAR);
      }
      y += groupHeight;
    }
  }

  private void bar(Work work, int index, Contender rival, LogAxis axis, double y) {
    Optional<Ratio> measured = results.ratio(work, ttl, threads.get(index), rival);
    Optional<Goal> goal = results.arena().goal(work, ttl, threads.get(index), rival);
    double valueX = axis.left() + PANEL + VALUES - 6;
    if (measured.isEmpty()) {
      text(valueX, y + BAR - 3, 11, "end", INK, "–");
    } else {
      double ratio = measured.get().median();
      double from = Math.min(axis.x(1), axis.x(ratio));
      double to = Math.max(axis.x(1), axis.x(ratio));
      rectangle(from, y, to - from, BAR - 2, colour(index));
      boolean bad = goal.isPresent() && goal.get().of(ratio) == Goal.Standing.BELOW;
      String figure = String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.1f", ratio);
      text(valueX, y + BAR - 3, 11, "end", bad ? BAD : INK, figure);
    }
    if (goal.isPresent()) {
      mark(axis.x(goal.get().floor()), y, FLOOR);
      mark(axis.x(goal.get().aim()), y, AIM);
    }
  }

  private void mark(double x, double y, String colour) {
    line(x, y - 1, x, y + BAR - 1, colour, 2.5);
  }

  /** Every ratio that the panel has to hold, goals too. */
  private List<Double> shown(Contender rival) {
    List<Double> ratios = new ArrayList<>();
    for (Work work : results.works()) {
      for (int each : threads) {
        results.ratio(work, ttl, each, rival).map(Ratio::median).ifPresent(ratios::add);
        results
            .arena()
            .goal(work, ttl, each, rival)
            .ifPresent(
                goal -> {
                  ratios.add(goal.floor());
                  ratios.add(goal.aim());
                });
      }
    }
    return ratios;
  }

  private static String colour(int index) {
    return BLUES[Math.min(index, BLUES.length - 1)];
  }

  private void rectangle(double x, double y, double width, double height, String colour) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        x, y, width, height, colour);
  }

  private void line(double x1, double y1, double x2, double y2, String colour, double width) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
        x1, y1, x2, y2, colour, width);
  }

  private void text(double x, double y, int size, String anchor, String colour, String words) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        x, y, size, anchor, colour, escape(words));
  }

  private static String escape(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
