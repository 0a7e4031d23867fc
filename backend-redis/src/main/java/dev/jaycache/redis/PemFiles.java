package dev.jaycache.redis;

import dev.jaycache.config.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads certificates and keys from PEM files into key stores in memory. Stateless, safe for any
 * number of threads. No message shows what is in a file.
 */
final class PemFiles {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);
  private static final Pattern CERTIFICATE_FILE = Pattern.compile(".*\\.(?:pem|crt|cer|0)");
  private static final String RIGHT = "; right is a readable ";

  private PemFiles() {}

  /**
   * The authorities to trust.
   *
   * @param ca a file, or a folder whose files {@code *.pem}, {@code *.crt}, {@code *.cer} and
   *     {@code *.0} (as {@code openssl rehash} names them) are read
   * @throws ConfigurationException when they cannot be read, or there is none
   */
  static KeyStore trusted(Path ca) {
    try {
      KeyStore trusted = empty();
      int count = 0;
      for (Path file : Files.isDirectory(ca) ? certificateFiles(ca) : List.of(ca)) {
        for (Certificate certificate : certificates(file)) {
          trusted.setCertificateEntry("ca" + count++, certificate);
        }
      }
      if (count == 0) {
        throw new IOException("no certificate");
      }
      return trusted;
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigurationException(
          "redis.tls.ca: cannot read certificates from "
              + ca
              + RIGHT
              + "file of PEM certificates, or a folder with such files");
    }
  }

  /**
   * Our own certificate with its key, without password.
   *
   * @throws ConfigurationException when they cannot be read, or don't belong together
   */
  static KeyStore own(Path certificate, Path key) {
    List<Certificate> chain;
    try {
      chain = new ArrayList<>(certificates(certificate));
      if (chain.isEmpty()) {
        throw new IOException("no certificate");
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigurationException(
          "redis.tls.certificate: cannot read a certificate from "
              + certificate
              + RIGHT
              + "file with our PEM certificate, and those that it rests on after it");
    }
    try {
      KeyStore own = empty();
      PrivateKey read = key(key, chain.get(0).getPublicKey().getAlgorithm());
      own.setKeyEntry("own", read, new char[0], chain.toArray(Certificate[]::new));
      return own;
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigurationException(
          "redis.tls.key: cannot read the certificate's key from "
              + key
              + RIGHT
              + "file with a PEM key in PKCS#8 without password, as openssl pkcs8 -topk8 -nocrypt"
              + " makes it");
    }
  }

  private static PrivateKey key(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher key = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    if (!key.find()) {
      throw new IOException("no key");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(key.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IllegalArgumentException e) {
      throw new IOException("no Base64");
    }
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static List<Path> certificateFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> CERTIFICATE_FILE.matcher(String.valueOf(file.getFileName())).matches())
          .sorted()
          .toList();
    }
  }
}
