package dev.jaycache.redis;

import dev.jaycache.config.ConfigurationException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS over connected sockets, alike for all servers of a backend. Safe for any number of threads.
 * The certificates are read once.
 */
final class TlsSockets {
  private final boolean verifyHost;
  private final SSLSocketFactory sockets;

  /**
   * Reads the certificates.
   *
   * @throws ConfigurationException when a file cannot be read, or only one of certificate and key
   *     is given
   */
  TlsSockets(RedisSettings.Tls settings) {
    this.verifyHost = settings.verifyHost();
    this.sockets = factory(settings);
  }

  /** TLS over a socket that is connected to a server; the handshake is still to be done. */
  SSLSocket over(Socket socket, Endpoint server) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            sockets.createSocket(socket, server.host(), server.port(), /* autoClose= */ true);
    if (verifyHost) {
      SSLParameters parameters = secured.getSSLParameters();
      // The rules by which HTTPS compares names; Redis has none of its own.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
    }
    return secured;
  }

  private static SSLSocketFactory factory(RedisSettings.Tls settings) {
    Path ca = settings.ca();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(ca == null ? null : PemFiles.trusted(ca));
      context.init(own(settings.certificate(), settings.key()), trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new ConfigurationException(
          "redis.tls: this JVM has no TLS as it is set up (" + e.getMessage() + ")");
    }
  }

  private static KeyManager @Nullable [] own(@Nullable Path certificate, @Nullable Path key)
      throws GeneralSecurityException {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw new ConfigurationException(
          "redis.tls.certificate and redis.tls.key: give both, or none");
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(PemFiles.own(certificate, key), new char[0]);
    return own.getKeyManagers();
  }
}
