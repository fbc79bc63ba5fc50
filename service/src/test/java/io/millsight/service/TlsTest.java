package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.history.History;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    @Test
    void encryptsWithACertificateAndMarksTheCookie() throws Exception {
        KeyStore store = selfSigned();
        TlsFiles files = new TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        write(files.certificate(), "CERTIFICATE", store.getCertificate("a").getEncoded());
        write(
                files.key(),
                "PRIVATE KEY",
                store.getKey("a", PASSWORD.toCharArray()).getEncoded());
        History history = History.open(folder.resolve("records"), Clock.systemUTC());
        try (InspectionServer server = new InspectionServer(
                ServiceSettings.at("127.0.0.1", 0).with(SafetySettings.STANDARD.with(files)),
                history,
                () -> new FakeInspector().loaded(),
                Clock.systemUTC())) {
            server.start();
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(store)).build();
            String address = "https://localhost:" + server.port();
            String token = server.firstStart().orElseThrow().token();

            HttpResponse<String> login = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/v1/session"))
                            .header("Content-Type", "application/json")
                            .header("Origin", address)
                            .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
            assertThat(login.headers().firstValue("Set-Cookie").orElse("")).contains("Secure", "HttpOnly");
        }
    }

    @Test
    void saysWhatIsWrongWithTheFiles() throws Exception {
        Path nothing = Files.writeString(folder.resolve("nothing.pem"), "nothing");
        KeyStore store = selfSigned();
        Path certificate = folder.resolve("cert.pem");
        write(certificate, "CERTIFICATE", store.getCertificate("a").getEncoded());

        assertThatThrownBy(() -> new TlsFiles(certificate, nothing).keyStore())
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith(nothing + ": there is no private key; convert yours with: openssl pkcs8");
        assertThatThrownBy(() -> new TlsFiles(nothing, nothing).keyStore())
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith(nothing.toString());
    }

    private KeyStore selfSigned() throws Exception {
        Path file = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static void write(Path file, String kind, byte[] content) throws Exception {
        Files.writeString(
                file,
                "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + kind + "-----\n");
    }

    private static SSLContext trusting(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", store.getCertificate("a"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
