package dev.jaycache.benchmark.near;

/**
 * What the threads of one contender did in one round. Immutable.
 *
 * @param reads how many reads ended
 * @param missed how many of them found nothing
 * @param nanos from the start of all threads to the end of the last, ns
 * @param cpuNanos the processor time of these threads, ns
 * @param bytes what these threads allocated meanwhile; what others did for them is not in it
 */
record HitRound(long reads, long missed, long nanos, long cpuNanos, long bytes) {
  double perSecond() {
    return nanos == 0 ? 0 : reads * 1e9 / nanos;
  }

  /** Hardly moved by what else the machine does, unlike the rate. */
  double cpuNanosPerRead() {
    return reads == 0 ? 0 : (double) cpuNanos / reads;
  }

  double bytesPerRead() {
    return reads == 0 ? 0 : (double) bytes / reads;
  }
}
