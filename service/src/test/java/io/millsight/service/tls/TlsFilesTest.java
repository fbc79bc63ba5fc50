package io.millsight.service.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFilesTest {

    @TempDir
    private static Path folder;

    private static TestKeys ours;
    private static TestKeys expired;
    private static TestKeys rsa;

    @BeforeAll
    static void makeKeys() throws Exception {
        ours = TestKeys.make(folder.resolve("ours"), "EC");
        expired = TestKeys.make(folder.resolve("expired"), "EC", "-startdate", "-20d", "-validity", "10");
        rsa = TestKeys.make(folder.resolve("rsa"), "RSA", "-dname", "CN=other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void readsPemFilesAndAKeyStoreOfEachKindOfKey(String algorithm) throws Exception {
        TestKeys keys = switch (algorithm) {
            case "EC" -> ours;
            case "RSA" -> rsa;
            default -> TestKeys.make(folder.resolve(algorithm), algorithm);
        };
        Certificate certificate = keys.store().getCertificate(TestKeys.ALIAS);
        TlsFiles store = new TlsFiles(keys.keyStoreFile(), null, TestKeys.PASSWORD);

        assertThat(served(keys.pem())).isEqualTo(certificate);
        assertThat(served(store)).isEqualTo(certificate);
        assertThat(store.toString()).doesNotContain(TestKeys.PASSWORD);
    }

    private static Certificate served(TlsFiles files) throws Exception {
        KeyStore read = files.read().keyStore();
        return Objects.requireNonNull(read.getCertificate("server"));
    }

    @Test
    void opensAnEncryptedKeyWithItsPasswordOnly() throws Exception {
        String method = "PBEWithHmacSHA256AndAES_256";
        SecretKey secret =
                SecretKeyFactory.getInstance(method).generateSecret(new PBEKeySpec(TestKeys.PASSWORD.toCharArray()));
        Cipher cipher = Cipher.getInstance(method);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        byte[] hidden = cipher.doFinal(key(ours).getEncoded());
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        byte[] encoded = new EncryptedPrivateKeyInfo(parameters, hidden).getEncoded();
        Path certificate = ours.pem().certificate();
        Path key = ours.write("encrypted.pem", "ENCRYPTED PRIVATE KEY", encoded);

        assertThat(served(new TlsFiles(certificate, key, TestKeys.PASSWORD)))
                .isEqualTo(ours.store().getCertificate(TestKeys.ALIAS));
        refused(
                new TlsFiles(certificate, key, null),
                key + ": the private key has a password; give a file with it, with --tls-password");
        refused(
                new TlsFiles(certificate, key, "other"),
                key + ": the password of --tls-password does not open the private key");
    }

    private static Key key(TestKeys keys) throws Exception {
        return keys.store().getKey(TestKeys.ALIAS, TestKeys.PASSWORD.toCharArray());
    }

    private static void refused(TlsFiles files, String message) {
        assertThatThrownBy(files::read)
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysWhichFileIsMissingOrOfAnotherKind() throws Exception {
        Path missing = folder.resolve("missing.pem");
        Path nothing = Files.writeString(folder.resolve("nothing.pem"), "nothing");
        TlsFiles pem = ours.pem();
        Path store = ours.keyStoreFile();

        refused(new TlsFiles(missing, null, null), "--tls-cert " + missing + ": cannot be read (there is no such file");
        refused(new TlsFiles(pem.certificate(), missing, null), "--tls-key " + missing + ": cannot be read");
        refused(
                new TlsFiles(pem.certificate(), null, null),
                pem.certificate() + ": is in PEM format; give the file of its private key, too, with --tls-key");
        refused(
                new TlsFiles(pem.certificate(), nothing, null),
                nothing + ": there is no private key; convert yours with: openssl pkcs8");
        refused(
                new TlsFiles(Objects.requireNonNull(pem.key()), pem.key(), null),
                pem.key() + ": there is no certificate; give --tls-cert");
        refused(new TlsFiles(nothing, null, null), nothing + ": is neither in PEM format nor a PKCS#12 key store;");
        refused(
                new TlsFiles(store, pem.key(), TestKeys.PASSWORD),
                store + ": is a key store, which has its private key in it; leave --tls-key out");
    }

    @Test
    void saysWhenAFileIsDamaged() throws Exception {
        TlsFiles pem = ours.pem();
        Path certificate = ours.write("damaged.pem", "CERTIFICATE", new byte[] {1, 2, 3});
        Path key = ours.write("damaged-key.pem", "PRIVATE KEY", new byte[] {1, 2, 3});

        refused(new TlsFiles(certificate, pem.key(), null), certificate + ": is damaged (");
        refused(new TlsFiles(pem.certificate(), key, null), key + ": the private key is damaged, or is not of");
    }

    @Test
    void saysThatAPasswordIsMissingOrWrong() {
        Path store = ours.keyStoreFile();

        refused(
                new TlsFiles(store, null, null),
                store + ": the key store has a password; give a file with it, with --tls-password");
        refused(
                new TlsFiles(store, null, "other"),
                store + ": the password of --tls-password does not open the key store");
    }

    @Test
    void refusesACertificateThatIsNotValidToday() throws Exception {
        TestKeys later = TestKeys.make(folder.resolve("later"), "EC", "-startdate", "+10d");
        String certificate = ": the certificate of CN=localhost ";

        refused(expired.pem(), expired.pem().certificate() + certificate + "has expired on ");
        refused(later.pem(), later.pem().certificate() + certificate + "is valid from ");
        refused(
                new TlsFiles(expired.keyStoreFile(), null, TestKeys.PASSWORD),
                expired.keyStoreFile() + certificate + "has expired on ");
    }

    @Test
    void refusesAKeyOfAnotherCertificateAndAChainThatIsBroken() throws Exception {
        TlsFiles pem = ours.pem();
        Path certificate = pem.certificate();

        for (TestKeys stranger : List.of(expired, rsa)) {
            Path key = stranger.pem().key();
            refused(
                    new TlsFiles(certificate, key, null),
                    key + ": the private key is not that of the certificate in " + certificate);
        }
        Path chain = folder.resolve("chain.pem");
        Files.writeString(
                chain,
                Files.readString(certificate) + Files.readString(rsa.pem().certificate()));
        refused(
                new TlsFiles(chain, pem.key(), null),
                chain + ": certificate 2 is not that of the issuer of certificate 1;");
    }

    @Test
    void refusesAKeyStoreWithoutAKeyOrWithTwo() throws Exception {
        assertThatThrownBy(() -> new TlsFiles(copy(0), null, TestKeys.PASSWORD).read())
                .hasMessageContaining("the key store has 0 private keys");
        assertThatThrownBy(() -> new TlsFiles(copy(2), null, TestKeys.PASSWORD).read())
                .hasMessageContaining("the key store has 2 private keys");
    }

    private static Path copy(int keys) throws Exception {
        char[] password = TestKeys.PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < keys; i++) {
            store.setKeyEntry("key" + i, key(ours), password, ours.store().getCertificateChain(TestKeys.ALIAS));
        }
        Path file = folder.resolve(keys + ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password);
        }
        return file;
    }
}
