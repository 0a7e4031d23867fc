package dev.jaycache.testkit.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The one user of a server with SASL, and the files from which the server knows it. Immutable;
 * shows no password.
 */
record SaslUser(String name, String password) {
  private static final long PATIENCE_SECONDS = 30;

  /** Writes memcached's configuration of SASL, and the database of users, into a folder. */
  void writeTo(Path folder) throws IOException {
    Path database = folder.resolve("sasldb2");
    Files.writeString(
        folder.resolve("memcached.conf"),
        String.join(
            "\n",
            "mech_list: plain",
            "pwcheck_method: auxprop",
            "auxprop_plugin: sasldb",
            "sasldb_path: " + database,
            ""));
    Path log = folder.resolve("saslpasswd2.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    ServerBinaries.saslPasswords().toString(),
                    "-a",
                    "memcached",
                    "-c",
                    "-p",
                    "-f",
                    database.toString(),
                    name))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      process.getOutputStream().write(password.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "saslpasswd2 made no user: " + Files.readString(log, StandardCharsets.ISO_8859_1));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public String toString() {
    return "SaslUser[" + name + ']';
  }
}
