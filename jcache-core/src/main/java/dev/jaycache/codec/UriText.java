package dev.jaycache.codec;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One text for all URIs that are equal. {@link URI#equals} takes scheme, host and the digits of
 * escapes in either case. Pure functions, safe for any number of threads.
 */
final class UriText {
  private static final Pattern ESCAPE = Pattern.compile("%[0-9a-fA-F]{2}");

  private UriText() {}

  static String of(URI uri) {
    StringBuilder text = new StringBuilder();
    if (uri.getScheme() != null) {
      text.append(uri.getScheme().toLowerCase(Locale.ROOT)).append(':');
    }
    if (uri.isOpaque()) {
      text.append(uri.getRawSchemeSpecificPart());
    } else {
      appendHierarchy(text, uri);
    }
    append(text, "#", uri.getRawFragment());
    return ESCAPE.matcher(text).replaceAll(escape -> escape.group().toUpperCase(Locale.ROOT));
  }

  private static void appendHierarchy(StringBuilder text, URI uri) {
    if (uri.getHost() != null) {
      text.append("//");
      if (uri.getRawUserInfo() != null) {
        text.append(uri.getRawUserInfo()).append('@');
      }
      text.append(uri.getHost().toLowerCase(Locale.ROOT));
      append(text, ":", uri.getPort() < 0 ? null : Integer.toString(uri.getPort()));
    } else {
      append(text, "//", uri.getRawAuthority());
    }
    append(text, "", uri.getRawPath());
    append(text, "?", uri.getRawQuery());
  }

  private static void append(StringBuilder text, String mark, @Nullable String part) {
    if (part != null) {
      text.append(mark).append(part);
    }
  }
}
