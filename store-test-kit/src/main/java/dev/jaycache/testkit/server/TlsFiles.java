package dev.jaycache.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A fresh key and a certificate that signs itself, as PEM files for a server and as PKCS#12 store
 * for Java: the certificate is its own authority, and serves a client that has to show one too.
 * Immutable. Good for tests only: the password is the well-known one.
 *
 * @param certificate the certificate, PEM; also what to trust
 * @param key the private key, PKCS#8 in PEM, without password
 * @param store key and certificate, PKCS#12, password {@link #STORE_PASSWORD}
 */
public record TlsFiles(Path certificate, Path key, Path store) {
  /** The password of {@link #store()}. */
  public static final String STORE_PASSWORD = "changeit";

  private static final String ALIAS = "test";

  /** Files for a server that is reached as {@code localhost} or {@code 127.0.0.1}. */
  public static TlsFiles create(Path folder) {
    return create(folder, "dns:localhost,ip:127.0.0.1");
  }

  /**
   * Files for a server of other names.
   *
   * @param folder an existing folder
   * @param names the subject's alternative names as {@code keytool -ext san=} takes them
   */
  public static TlsFiles create(Path folder, String names) {
    Path store = folder.resolve("tls.p12");
    keytool(store, names);
    try {
      KeyStore keys = load(store);
      Path certificate = folder.resolve("tls.crt");
      Path key = folder.resolve("tls.key");
      Files.writeString(certificate, pem("CERTIFICATE", certificate(keys).getEncoded()));
      Files.writeString(key, pem("PRIVATE KEY", key(keys).getEncoded()));
      return new TlsFiles(certificate, key, store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a certificate in " + folder, e);
    }
  }

  private static void keytool(Path store, String names) {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command = new ArrayList<>(List.of(program, "-genkeypair", "-alias", ALIAS));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
    command.addAll(List.of("-dname", "CN=jaycache-test", "-ext", "san=" + names));
    command.addAll(List.of("-ext", "bc:critical=ca:true", "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", STORE_PASSWORD, "-keystore", store.toString()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }

  /** A context that trusts the certificate and shows it when asked. */
  public SSLContext context() {
    try {
      KeyStore keys = load(store);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, STORE_PASSWORD.toCharArray());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(ALIAS, certificate(keys));
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot read " + store, e);
    }
  }

  private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_PASSWORD.toCharArray());
    }
    return keys;
  }

  private static Certificate certificate(KeyStore keys) throws GeneralSecurityException {
    Certificate certificate = keys.getCertificate(ALIAS);
    if (certificate == null) {
      throw new IllegalStateException("keytool stored no certificate");
    }
    return certificate;
  }

  private static Key key(KeyStore keys) throws GeneralSecurityException {
    Key key = keys.getKey(ALIAS, STORE_PASSWORD.toCharArray());
    if (key == null) {
      throw new IllegalStateException("keytool stored no key");
    }
    return key;
  }

  private static String pem(String kind, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }
}
