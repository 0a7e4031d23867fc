package dev.jaycache.benchmark;

/**
 * A measurement that is no contest over all operations of a store: it has its own figures and
 * tables. Found as a service. Stateless.
 */
public interface Study {
  /** The name on the command line and in reports. */
  String name();

  /** What is measured where the command line says nothing else. */
  StudyOptions defaults(boolean quick);

  /** Measures, on servers of its own, and tells what it found. */
  void run(StudyOptions options, StudyReport report) throws InterruptedException;
}
