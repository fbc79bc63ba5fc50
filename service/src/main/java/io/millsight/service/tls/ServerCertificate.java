package io.millsight.service.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The certificate that the server proves itself with, and its private key. Both are valid today and belong together. */
public final class ServerCertificate {

    /** The key store is in memory only; no password protects it from anybody. */
    public static final String NO_PASSWORD = "";

    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private final KeyStore keyStore;

    private ServerCertificate(KeyStore keyStore) {
        this.keyStore = keyStore;
    }

    /**
     * Checks a certificate and its key.
     *
     * @param file of the certificates, for messages
     * @param chain the server's certificate, then that of its issuer, and so on
     * @param keyFile of the key, for messages
     */
    static ServerCertificate of(Path file, List<X509Certificate> chain, Path keyFile, PrivateKey key) {
        requireValid(file, chain);
        requireOrder(file, chain);
        requireMatch(file, chain.get(0), keyFile, key);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, NO_PASSWORD.toCharArray(), chain.toArray(new Certificate[0]));
            return new ServerCertificate(store);
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsException(file + ": cannot be used for TLS (" + e.getMessage() + ")", e);
        }
    }

    private static void requireValid(Path file, List<X509Certificate> chain) {
        Instant now = Instant.now();
        for (X509Certificate certificate : chain) {
            String name = file + ": the certificate of " + certificate.getSubjectX500Principal();
            Instant end = certificate.getNotAfter().toInstant();
            Instant begin = certificate.getNotBefore().toInstant();
            if (now.isAfter(end)) {
                throw new TlsException(name + " has expired on " + day(end) + "; renew it");
            }
            if (now.isBefore(begin)) {
                throw new TlsException(
                        name + " is valid from " + day(begin) + " on; wait, or correct the clock of this machine");
            }
        }
    }

    private static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static void requireOrder(Path file, List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                throw new TlsException(file + ": certificate " + (i + 1) + " is not that of the issuer of certificate "
                        + i + "; put the server's certificate first, then that of its issuer, and so on");
            }
        }
    }

    private static void requireMatch(Path file, X509Certificate certificate, Path keyFile, PrivateKey key) {
        String algorithm = key.getAlgorithm();
        if (!SIGNATURES.containsKey(algorithm)) {
            throw new TlsException(
                    keyFile + ": a key of " + algorithm + " cannot be used; take one of RSA, EC or Ed25519");
        }
        if (!isPair(certificate, key)) {
            throw new TlsException(keyFile + ": the private key is not that of the certificate in " + file
                    + "; give the key that the" + " certificate was made for");
        }
    }

    /** Signs with the private key, and checks the signature with the certificate. */
    private static boolean isPair(X509Certificate certificate, PrivateKey key) {
        if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        byte[] message = certificate.getSignature();
        try {
            Signature signature = Signature.getInstance(Objects.requireNonNull(SIGNATURES.get(key.getAlgorithm())));
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(message);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a key store in memory with both. */
    public KeyStore keyStore() {
        return keyStore;
    }
}
