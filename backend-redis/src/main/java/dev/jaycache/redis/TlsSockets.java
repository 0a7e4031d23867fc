package dev.jaycache.redis;

import dev.jaycache.config.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS over connected sockets of one server. Safe for any number of threads. It shows no client
 * certificate.
 */
final class TlsSockets {
  private final RedisAddress address;
  private final boolean verifyHost;
  private final SSLSocketFactory sockets;

  /**
   * Reads the certificates.
   *
   * @throws ConfigurationException when their file cannot be read
   */
  TlsSockets(RedisAddress address, RedisSettings settings) {
    this.address = address;
    this.verifyHost = settings.verifyHost();
    this.sockets = factory(settings.ca());
  }

  /** TLS over a connected socket; the handshake is still to be done. */
  SSLSocket over(Socket socket) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            sockets.createSocket(socket, address.host(), address.port(), /* autoClose= */ true);
    if (verifyHost) {
      SSLParameters parameters = secured.getSSLParameters();
      // The rules by which HTTPS compares names; Redis has none of its own.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
    }
    return secured;
  }

  private static SSLSocketFactory factory(@Nullable Path ca) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(ca == null ? null : trusted(ca));
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigurationException(
          "redis.tls.ca: cannot read certificates from "
              + ca
              + "; right is a readable file of PEM certificates");
    }
  }

  private static KeyStore trusted(Path ca) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(ca)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IOException("no certificate");
      }
      int count = 0;
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("ca" + count++, certificate);
      }
    }
    return trusted;
  }
}
