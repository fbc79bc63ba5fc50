package io.millsight.service.tls;

import io.millsight.files.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a certificate and its private key: two in PEM format, or a PKCS#12 key store that holds both.
 *
 * @param certificate the server's certificate, followed by those of the authorities between it and the root; or the key store
 * @param key the private key in PEM format (PKCS#8); null with a key store
 * @param password opens the key or the key store; null for none
 */
public record TlsFiles(
        Path certificate, @Nullable Path key, @Nullable String password) {

    private static final int MOST_BYTES = 1 << 20;

    /**
     * Reads and checks the files.
     *
     * @throws TlsException if a file cannot be read, the files do not belong together, or a certificate is not valid today
     */
    public ServerCertificate read() {
        byte[] content = read(certificate, "--tls-cert");
        if (!PemFile.isPem(content)) {
            return keyStore(content);
        }
        if (key == null) {
            throw new TlsException(
                    certificate + ": is in PEM format; give the file of its private key, too, with --tls-key");
        }
        List<X509Certificate> chain = new PemFile(certificate, content).certificates();
        PrivateKey read = new PemFile(key, read(key, "--tls-key")).privateKey(password);
        return ServerCertificate.of(certificate, chain, key, read);
    }

    private static byte[] read(Path file, String option) {
        try {
            return InputFile.read(file, MOST_BYTES);
        } catch (IOException e) {
            throw new TlsException(option + " " + file + ": cannot be read (" + InputFile.reason(e) + ")", e);
        }
    }

    private ServerCertificate keyStore(byte[] content) {
        char[] secret = password == null ? new char[0] : password.toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), secret);
            if (key != null) {
                throw new TlsException(
                        certificate + ": is a key store, which has its private key in it; leave --tls-key out");
            }
            String alias = onlyKey(store);
            List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(alias))
                    .map(X509Certificate.class::cast)
                    .toList();
            return ServerCertificate.of(certificate, chain, certificate, (PrivateKey) store.getKey(alias, secret));
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw wrongPassword(e);
            }
            throw new TlsException(
                    certificate
                            + ": is neither in PEM format nor a PKCS#12 key store; convert it with openssl or keytool",
                    e);
        } catch (UnrecoverableKeyException e) {
            throw wrongPassword(e);
        } catch (GeneralSecurityException e) {
            throw new TlsException(certificate + ": the key store cannot be used (" + e.getMessage() + ")", e);
        }
    }

    private TlsException wrongPassword(Exception cause) {
        return new TlsException(
                certificate
                        + (password == null
                                ? ": the key store has a password; give a file with it, with --tls-password"
                                : ": the password of --tls-password does not open the key store"),
                cause);
    }

    private String onlyKey(KeyStore store) throws GeneralSecurityException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)) {
                keys.add(alias);
            }
        }
        if (keys.size() != 1) {
            throw new TlsException(certificate + ": the key store has " + keys.size()
                    + " private keys; give one that has the server's key and its certificates only");
        }
        return keys.get(0);
    }

    /** Leaves the secret out, so that no log shows it. */
    @Override
    public String toString() {
        return "TlsFiles[certificate=" + certificate + ", key=" + key + "]";
    }
}
