package dev.jaycache.memcached;

/**
 * Where a server is. Immutable.
 *
 * @param host a name or an address, as it was written: it decides which keys live there
 * @param port from 1 to 65535
 * @param weight its share of the keys, from 1
 */
record ServerAddress(String host, int port, int weight) {
  /** The port of memcached where none is given. */
  static final int DEFAULT_PORT = 11_211;

  /** Host and port for messages, and for the ring. */
  String shown() {
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
  }
}
