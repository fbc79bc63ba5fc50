package io.millsight.service;

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
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server proves itself with, in two files in PEM format.
 *
 * @param certificate the server's certificate, followed by those of the authorities between it and the root
 * @param key the private key, as PKCS#8 without a password
 */
public record TlsFiles(Path certificate, Path key) {

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.+?)-----END PRIVATE KEY-----", Pattern.DOTALL);

    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    /** The key is in memory only; no password protects it from anybody. */
    static final String NO_PASSWORD = "";

    /**
     * Reads the files.
     *
     * @throws ServiceException if they cannot be read, or do not fit each other
     */
    KeyStore keyStore() {
        try (InputStream in = Files.newInputStream(certificate)) {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (chain.isEmpty()) {
                throw new ServiceException(certificate + ": there is no certificate in PEM format");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", privateKey(), NO_PASSWORD.toCharArray(), chain.toArray(new Certificate[0]));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new ServiceException(
                    certificate + " and " + key + ": cannot be used for TLS (" + e.getMessage() + ")", e);
        }
    }

    private PrivateKey privateKey() throws IOException, GeneralSecurityException {
        Matcher text = PKCS8.matcher(Files.readString(key, StandardCharsets.US_ASCII));
        if (!text.find()) {
            throw noKey();
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // it is a key of another algorithm
            }
        }
        throw noKey();
    }

    private ServiceException noKey() {
        return new ServiceException(
                key + ": there is no private key; convert yours with: openssl pkcs8 -topk8 -nocrypt -in KEY -out FILE");
    }
}
