package dev.jaycache.codec;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The value types of java.time as a letter and ISO text, or numbers where the JDK's own text does
 * not read back (years of five digits). Equal values have equal text. Pure functions, safe for any
 * number of threads.
 */
final class TimeText {
  private TimeText() {}

  /** The text of a value, or null where it is of no such type. */
  static @Nullable String of(Object value) {
    Class<?> type = value.getClass();
    if (value instanceof ZoneId zone) {
      return 'z' + zone.getId();
    }
    if (!type.getName().startsWith("java.time.")) {
      return null;
    }
    if (value instanceof Instant) {
      return "I" + value;
    } else if (value instanceof LocalDate) {
      return "D" + value;
    } else if (value instanceof LocalTime) {
      return "T" + value;
    } else if (value instanceof LocalDateTime) {
      return "L" + value;
    } else if (value instanceof OffsetDateTime) {
      return "O" + value;
    } else if (value instanceof OffsetTime) {
      return "o" + value;
    } else if (value instanceof ZonedDateTime zoned) {
      return "Z" + zoned.toOffsetDateTime() + '[' + zoned.getZone().getId();
    } else if (value instanceof Year year) {
      return "Y" + year.getValue();
    } else if (value instanceof YearMonth month) {
      return "y" + month.getYear() + '/' + month.getMonthValue();
    } else if (value instanceof MonthDay) {
      return "m" + value;
    } else if (value instanceof Duration duration) {
      return "d" + duration.getSeconds() + '/' + duration.getNano();
    } else if (value instanceof Period) {
      return "P" + value;
    }
    return null;
  }

  /** The value of a text; anything may be thrown for a malformed one. */
  static Object parse(String text) {
    String rest = text.substring(1);
    return switch (text.charAt(0)) {
      case 'I' -> Instant.parse(rest);
      case 'D' -> LocalDate.parse(rest);
      case 'T' -> LocalTime.parse(rest);
      case 'L' -> LocalDateTime.parse(rest);
      case 'O' -> OffsetDateTime.parse(rest);
      case 'o' -> OffsetTime.parse(rest);
      case 'Z' -> zoned(rest);
      case 'Y' -> Year.of(Integer.parseInt(rest));
      case 'y' -> YearMonth.of(Integer.parseInt(before(rest, '/')), parseIntAfter(rest));
      case 'm' -> MonthDay.parse(rest);
      case 'd' -> Duration.ofSeconds(Long.parseLong(before(rest, '/')), parseIntAfter(rest));
      case 'P' -> Period.parse(rest);
      case 'z' -> ZoneId.of(rest);
      default -> throw new UndecodableException("a time of no known kind");
    };
  }

  /** By offset and zone, since in autumn an hour has two offsets. */
  private static ZonedDateTime zoned(String text) {
    OffsetDateTime moment = OffsetDateTime.parse(before(text, '['));
    ZoneId zone = ZoneId.of(text.substring(text.indexOf('[') + 1));
    return zone instanceof ZoneOffset
        ? moment.atZoneSameInstant(zone)
        : ZonedDateTime.ofLocal(moment.toLocalDateTime(), zone, moment.getOffset());
  }

  private static String before(String text, char end) {
    return text.substring(0, text.indexOf(end));
  }

  private static int parseIntAfter(String text) {
    return Integer.parseInt(text, text.indexOf('/') + 1, text.length(), 10);
  }
}
