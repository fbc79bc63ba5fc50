package io.millsight.service.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Certificates or a private key in PEM format (RFC 7468). */
final class PemFile {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,50})-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private static final String MARK = "-----BEGIN ";

    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    private final Path file;
    private final String text;

    PemFile(Path file, byte[] content) {
        this.file = file;
        text = text(content);
    }

    /** Returns whether a file says that it is in this format. */
    static boolean isPem(byte[] content) {
        return text(content).contains(MARK);
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    /** Returns the certificates in their order. */
    List<X509Certificate> certificates() {
        List<byte[]> blocks = blocks("CERTIFICATE");
        if (blocks.isEmpty()) {
            throw new TlsException(
                    file + ": there is no certificate; give --tls-cert the certificate, and --tls-key its private key");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (byte[] block : blocks) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
            }
        } catch (CertificateException e) {
            throw damaged(e);
        }
        return certificates;
    }

    /**
     * Returns the private key.
     *
     * @param password opens an encrypted key; null for none
     */
    PrivateKey privateKey(@Nullable String password) {
        Optional<byte[]> plain = blocks("PRIVATE KEY").stream().findFirst();
        if (plain.isPresent()) {
            return key(new PKCS8EncodedKeySpec(plain.get()));
        }
        byte[] encrypted = blocks("ENCRYPTED PRIVATE KEY").stream()
                .findFirst()
                .orElseThrow(
                        () -> new TlsException(
                                file
                                        + ": there is no private key; convert yours with: openssl pkcs8 -topk8 -nocrypt -in KEY -out FILE"));
        if (password == null) {
            throw new TlsException(file + ": the private key has a password; give a file with it, with --tls-password");
        }
        return key(decrypted(encrypted, password));
    }

    private PKCS8EncodedKeySpec decrypted(byte[] encrypted, String password) {
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
            String method = info.getAlgParameters() == null
                    ? info.getAlgName()
                    : info.getAlgParameters().toString();
            SecretKey secret =
                    SecretKeyFactory.getInstance(method).generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(method);
            cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
            return info.getKeySpec(cipher);
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsException(file + ": the password of --tls-password does not open the private key", e);
        }
    }

    private PrivateKey key(PKCS8EncodedKeySpec encoded) {
        try {
            for (String algorithm : ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
                } catch (InvalidKeySpecException e) {
                    // it is a key of another algorithm
                }
            }
        } catch (GeneralSecurityException e) {
            throw damaged(e);
        }
        throw new TlsException(file + ": the private key is damaged, or is not of " + String.join(", ", ALGORITHMS)
                + "; take another copy, or another key");
    }

    private List<byte[]> blocks(String kind) {
        Matcher matcher = BLOCK.matcher(text);
        List<byte[]> found = new ArrayList<>();
        while (matcher.find()) {
            if (matcher.group(1).equals(kind)) {
                found.add(decoded(matcher.group(2)));
            }
        }
        return found;
    }

    private byte[] decoded(String block) {
        try {
            return Base64.getMimeDecoder().decode(block);
        } catch (IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private TlsException damaged(Exception cause) {
        return new TlsException(file + ": is damaged (" + cause.getMessage() + "); take another copy of it", cause);
    }
}
