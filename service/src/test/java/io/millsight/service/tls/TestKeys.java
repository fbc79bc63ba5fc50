package io.millsight.service.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A key with a certificate that it signed itself.
 *
 * @param folder where its files lie
 * @param store a key store with both, which {@link #PASSWORD} opens
 */
public record TestKeys(Path folder, KeyStore store) {

    public static final String ALIAS = "a";
    public static final String PASSWORD = "changeit";

    /**
     * Makes a key in a folder.
     *
     * @param algorithm of the key
     * @param options further options of keytool
     */
    public static TestKeys make(Path folder, String algorithm, String... options) throws Exception {
        Files.createDirectories(folder);
        Path file = folder.resolve("keys.p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString()));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new TestKeys(folder, store);
    }

    /** Returns the key store's file. */
    public Path keyStoreFile() {
        return folder.resolve("keys.p12");
    }

    /** Writes the key and the certificate in PEM format. */
    public TlsFiles pem() throws Exception {
        byte[] certificate = store.getCertificate(ALIAS).getEncoded();
        byte[] key = store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
        return new TlsFiles(write("cert.pem", "CERTIFICATE", certificate), write("key.pem", "PRIVATE KEY", key), null);
    }

    /** Writes a file in PEM format. */
    Path write(String name, String kind, byte[] content) throws Exception {
        return Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + kind + "-----\n");
    }
}
