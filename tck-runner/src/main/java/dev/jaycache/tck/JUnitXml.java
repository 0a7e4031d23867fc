package dev.jaycache.tck;

import dev.jaycache.tck.TestOutcome.Kind;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes a run in the XML form that build servers read. Stateless. */
final class JUnitXml {
  private JUnitXml() {}

  /** Writes one file, over an older one. */
  static void write(Combination combination, RunResult result, Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      xml.writeStartDocument();
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", combination.title());
      xml.writeAttribute("tests", Integer.toString(result.outcomes().size()));
      xml.writeAttribute("failures", Long.toString(result.count(Kind.FAILED)));
      xml.writeAttribute("skipped", Long.toString(result.count(Kind.SKIPPED)));
      xml.writeAttribute("errors", "0");
      xml.writeAttribute("time", seconds(result.millis()));
      for (TestOutcome outcome : result.outcomes()) {
        write(outcome, xml);
      }
      xml.writeStartElement("system-out");
      xml.writeCharacters("bodies that the TCK left out: " + text(result.excluded().toString()));
      xml.writeEndElement();
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private static void write(TestOutcome outcome, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", outcome.className());
    xml.writeAttribute("name", outcome.method());
    xml.writeAttribute("time", seconds(outcome.millis()));
    switch (outcome.kind()) {
      case PASSED -> {}
      case SKIPPED -> xml.writeEmptyElement("skipped");
      case FAILED -> {
        String trace = text(String.join("\n", outcome.failures()));
        xml.writeStartElement("failure");
        xml.writeAttribute("message", trace.lines().findFirst().orElse(""));
        xml.writeCharacters(trace);
        xml.writeEndElement();
      }
    }
    xml.writeEndElement();
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  /** XML 1.0 has no control characters, not even escaped ones. */
  private static String text(String any) {
    return any.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
  }
}
